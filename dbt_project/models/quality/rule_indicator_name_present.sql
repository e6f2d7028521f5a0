with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        cast(null as varchar) as observed,
        'the name of the indicator' as expected,
        '第 ' || line_number || ' 行指标未填名称' as message_zh,
        'line ' || line_number || ' names no indicator' as message_en
    from lines
    where indicator_part is null and not is_placeholder

)

{{ rule_rows() }}
