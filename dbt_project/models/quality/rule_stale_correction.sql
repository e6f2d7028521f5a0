with

corrections as (

    select * from {{ ref('int_corrections') }}
    where is_form_known

),

applicable as (

    select distinct evaluation_key from corrections

),

findings as (

    select
        evaluation_key,
        line_number,
        source_line,
        found_value as observed,
        printed_value,
        source_page,
        source_row,
        field_code,
        coalesce('“' || indicator_name || '”', '') as indicator_zh,
        coalesce(' of ' || indicator_name, '') as indicator_en,
        coalesce(found_value, nullif(other_values, ''), '（该处无填报值）') as found_zh,
        coalesce(found_value, nullif(other_values, ''), 'no value') as found_en
    from corrections
    where is_stale

)

{{ rule_rows(grain='line') }}
