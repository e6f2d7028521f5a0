with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where budget_yuan is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        budget_line as source_line,
        budget_normalised as observed,
        'above 0' as expected,
        '当年预算数为 0' as message_zh,
        'the budget is 0' as message_en
    from evaluations
    where budget_yuan = 0

)

{{ rule_rows() }}
