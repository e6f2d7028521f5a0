with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where budget_yuan > 0 and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        executed_line as source_line,
        executed_normalised || ' / ' || budget_normalised as observed,
        'a ratio below 10^11' as expected,
        '执行数与预算数之比过大，无法计算执行率' as message_zh,
        'executed / budget is too large to be a rate' as message_en
    from evaluations
    where budget_yuan > 0 and executed_yuan is not null and {{ safe_ratio('executed_yuan', 'budget_yuan') }} is null

)

{{ rule_rows() }}
