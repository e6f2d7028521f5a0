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
        '更正未生效：' || field_code || ' 的原值应为 ' || printed_value
        || '，实为 ' || coalesce(found_value, '（未找到）') as message_zh,
        'the correction of ' || field_code || ' expects ' || printed_value
        || ' as printed, found ' || coalesce(found_value, '(no such place)') as message_en
    from corrections
    where is_stale

)

{{ rule_rows() }}
