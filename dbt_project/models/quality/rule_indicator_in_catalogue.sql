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
        indicator_name as observed,
        'a name of indicator_catalogue.csv or indicator_aliases.csv' as expected,
        '指标不在目录中：' || indicator_name as message_zh,
        'the indicator is not in the catalogue: ' || indicator_name as message_en
    from lines
    where indicator_code is null and indicator_name is not null

)

{{ rule_rows() }}
