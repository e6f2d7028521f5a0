with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where execution_rate_stated is not null and budget_yuan > 0 and executed_yuan is not null

),

findings as (

    select
        evaluation_key,
        execution_rate_line as source_line,
        execution_rate_normalised as observed,
        {{ show_number(safe_ratio('100 * executed_yuan', 'budget_yuan', places=4)) }} || '%' as computed_rate
    from applicable
    where {{ is_rate_off('execution_rate_stated', 'executed_yuan', 'budget_yuan') }}

)

{{ rule_rows() }}
