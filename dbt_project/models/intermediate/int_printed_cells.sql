with

fields as (

    select * from {{ ref('stg_landing__form_fields') }}

),

forms as (

    select * from {{ ref('stg_landing__evaluations') }}

),

-- Parts of a form from top to bottom. Cells of the table that belong to no column of line items stand with their line.
cells as (

    select
        document_hash,
        form_ordinal,
        1 as part_ordinal,
        'title' as part,
        0 as cell_number,
        null as line_number,
        null as field_code,
        null as funding_source_code,
        null as label_text,
        null as label_unit,
        title_text as value_text,
        first_line,
        first_line as last_line
    from forms
    union all
    select
        document_hash,
        form_ordinal,
        case part when 'head' then 2 when 'column' then 4 when 'total' then 5 when 'foot' then 6 else 7 end,
        part,
        field_number,
        null,
        field_code,
        funding_source_code,
        label_text,
        label_unit,
        value_plain,
        first_line,
        last_line
    from fields
    {%- for field in ['total_weight', 'total_score'] %}
        union all
        select
            document_hash,
            form_ordinal,
            5,
            'total',
            {{ loop.index - 2 }},
            null,
            '{{ field }}',
            null,
            null,
            null,
            {{ field }}_text,
            total_line as first_line,
            total_line as last_line
        from forms
        where total_line is not null
    {%- endfor %}
    union all
    select
        document_hash,
        form_ordinal,
        3,
        'assessor',
        0,
        line_number,
        assessor_role_code,
        null,
        label_text,
        null,
        score_text,
        first_line,
        last_line
    from {{ ref('stg_landing__assessor_scores') }}

),

final as (

    select
        *,
        {{ surrogate_key(['document_hash', 'form_ordinal']) }} as evaluation_key
    from cells

)

select * from final
