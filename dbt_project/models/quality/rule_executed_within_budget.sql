with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where budget_yuan is not null and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        executed_line as source_line,
        executed_normalised as observed,
        'at most ' || budget_normalised as expected,
        '预算执行数 ' || executed_normalised || ' 超过当年预算数 ' || budget_normalised as message_zh,
        'the executed amount ' || executed_normalised || ' is above the budget ' || budget_normalised as message_en
    from evaluations
    where executed_yuan > budget_yuan

)

{{ rule_rows() }}
