with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where execution_rate_stated is not null and budget_yuan > 0 and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        execution_rate_line as source_line,
        execution_rate_normalised as observed,
        {{ show_number(safe_ratio('executed_yuan', 'budget_yuan')) }} as expected,
        '预算执行率填写为 ' || execution_rate_normalised || '，按执行数与预算数计算不符' as message_zh,
        'the printed execution rate is ' || execution_rate_normalised || ', which is not executed / budget' as message_en
    from evaluations
    where budget_yuan > 0 and {{ is_rate_off('execution_rate_stated', 'executed_yuan', 'budget_yuan') }}

)

{{ rule_rows() }}
