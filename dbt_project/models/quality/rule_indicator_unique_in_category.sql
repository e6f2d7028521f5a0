with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

repeated as (

    select
        evaluation_key,
        indicator_name,
        min(line_number) as line_number,
        min(first_line) as source_line,
        count(*) as line_count
    from {{ ref('int_indicator_lines') }}
    where indicator_part is not null
    group by evaluation_key, category_code, indicator_part, indicator_name
    having count(*) > 1

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
        source_line,
        line_count as observed,
        1 as expected,
        indicator_name || ' 在同一类别中出现 ' || line_count || ' 次' as message_zh,
        indicator_name || ' stands ' || line_count || ' times in one category' as message_en
    from repeated

)

{{ rule_rows() }}
