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
        printed_value as expected,
        '更正未生效：第 ' || source_page || ' 页第 ' || source_row || ' 行'
        || coalesce('“' || indicator_name || '”', '') || '的 ' || field_code || ' 应填写为 ' || printed_value
        || '，实为 ' || coalesce(found_value, nullif(other_values, ''), '（该处无填报值）') as message_zh,
        'the correction of ' || field_code || coalesce(' of ' || indicator_name, '') || ' on page ' || source_page
        || ' row ' || source_row || ' expects ' || printed_value || ', the form prints there '
        || coalesce(found_value, nullif(other_values, ''), 'no value') as message_en
    from corrections
    where is_stale

)

{{ rule_rows() }}
