with

documents as (

    select * from {{ ref('stg_landing__documents') }}

),

forms as (

    select * from {{ ref('stg_landing__evaluations') }}

),

cells as (

    select
        document_hash,
        form_ordinal,
        null as line_number,
        field_code,
        null as indicator_name,
        value_text,
        value_normalised,
        first_line,
        last_line
    from {{ ref('int_printed_fields') }}
    where funding_source_code is null
    union all
    -- The year that the title says, or none: no form has a field for it.
    select
        document_hash,
        form_ordinal,
        null,
        'fiscal_year',
        null,
        coalesce(cast(title_year as varchar), ''),
        coalesce(cast(title_year as varchar), ''),
        first_line,
        first_line as last_line
    from forms
    {%- for field in ['indicator_name', 'weight', 'self_score'] %}
        union all
        select
            document_hash,
            form_ordinal,
            line_number,
            '{{ field }}',
            indicator_name_normalised,
            {{ field }}_text,
            {{ field }}_normalised,
            first_line,
            last_line
        from {{ ref('stg_landing__indicator_lines') }}
    {%- endfor %}

),

placed as (

    select
        {{ surrogate_key(['cells.document_hash', 'cells.form_ordinal']) }} as evaluation_key,
        cells.*,
        {{ page_of('documents.page_starts', 'cells.first_line') }} as source_page,
        {{ row_on_page('documents.page_starts', 'cells.first_line') }} as source_row
    from cells
    inner join documents on cells.document_hash = documents.document_hash

),

final as (

    select
        *,
        -- The row of corrections.csv; a steward fills in the last four columns.
        {{ csv_row(
            ['document_hash', 'source_page', 'source_row', 'field_code', 'indicator_name', 'value_normalised'] + ["''"] * 4
        ) }} as correction_row
    from placed

)

select * from final
