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
        category_name as observed,
        'a level-1 category of the scheme' as expected,
        '一级指标不在本方案内：' || coalesce(category_name, '（空）') as message_zh,
        'the level-1 category is not one of the scheme: ' || coalesce(category_name, '(blank)') as message_en
    from lines
    where category_code is null

)

{{ rule_rows() }}
