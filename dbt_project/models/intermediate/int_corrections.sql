with

corrections as (

    select
        document_hash,
        form_ordinal,
        line_number,
        field_code,
        coalesce(printed_value, '') as printed_value,
        coalesce(corrected_value, '') as corrected_value,
        reason,
        corrected_by,
        corrected_date
    from {{ ref('corrections') }}

),

fields as (

    select
        document_hash,
        form_ordinal,
        field_code,
        value_text,
        value_normalised,
        first_line as source_line,
        row_number() over (
            partition by document_hash, form_ordinal, field_code
            order by case when {{ is_blank('value_normalised') }} then 1 else 0 end, first_line
        ) as place
    from {{ ref('stg_landing__form_fields') }}
    where
        (part in ('head', 'foot') or (part = 'total' and field_code = 'grade'))
        and coalesce(funding_source_code, 'total') = 'total'
        and document_hash in (select document_hash from corrections)

),

lines as (

    select * from {{ ref('stg_landing__indicator_lines') }}
    where document_hash in (select document_hash from corrections)

),

forms as (

    select * from {{ ref('stg_landing__evaluations') }}
    where document_hash in (select document_hash from corrections)

),

-- Every cell that can be corrected, as printed.
cells as (

    select document_hash, form_ordinal, null as line_number, field_code, value_text, value_normalised, source_line
    from fields
    where place = 1
    {%- for field in ['total_weight', 'total_score'] %}
    union all
    select document_hash, form_ordinal, null, '{{ field }}', {{ field }}_text, {{ field }}_normalised, total_line
    from forms
    {%- endfor %}
    {%- for field in ['indicator_name', 'weight', 'self_score'] %}
    union all
    select document_hash, form_ordinal, line_number, '{{ field }}', {{ field }}_text, {{ field }}_normalised, first_line
    from lines
    {%- endfor %}

),

final as (

    select
        {{ surrogate_key(['corrections.document_hash', 'corrections.form_ordinal']) }} as evaluation_key,
        corrections.document_hash,
        corrections.form_ordinal,
        corrections.line_number,
        corrections.field_code,
        corrections.printed_value,
        corrections.corrected_value,
        corrections.reason,
        corrections.corrected_by,
        corrections.corrected_date,
        cells.value_text as found_value,
        coalesce(cells.source_line, forms.first_line) as source_line,
        forms.document_hash is not null as is_form_known,
        cells.document_hash is null
        or not (
            trim(coalesce(cells.value_text, '')) = trim(corrections.printed_value)
            or coalesce(cells.value_normalised, '') = trim(corrections.printed_value)
        ) as is_stale
    from corrections
    left join cells
        on
            corrections.document_hash = cells.document_hash
            and corrections.form_ordinal = cells.form_ordinal
            and corrections.field_code = cells.field_code
            and corrections.line_number is not distinct from cells.line_number
    left join forms
        on corrections.document_hash = forms.document_hash and corrections.form_ordinal = forms.form_ordinal

)

select * from final
