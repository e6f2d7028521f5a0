with

money as (

    select * from {{ ref('fct_budget_execution') }}

),

admitted as (

    select
        money.fiscal_year,
        money.scheme_key,
        count(*) as evaluation_count,
        sum(money.budget_yuan) as budget_yuan,
        sum(money.executed_yuan) as executed_yuan,
        sum(money.executed_yuan) filter (where money.budget_yuan is not null) as rated_executed_yuan,
        sum(money.budget_yuan) filter (where money.executed_yuan is not null) as rated_budget_yuan,
        sum(money.initial_budget_yuan) as initial_budget_yuan,
        sum(money.unspent_yuan) as unspent_yuan,
        count(*) filter (where money.execution_rate_computed < 0.8) as rate_below_80_count,
        count(*) filter (
            where money.execution_rate_computed >= 0.8 and money.execution_rate_computed < 1
        ) as rate_80_to_100_count,
        count(*) filter (where money.execution_rate_computed = 1) as rate_100_count,
        count(*) filter (where money.execution_rate_computed > 1) as rate_above_100_count,
        count(*) filter (where money.execution_rate_computed is null) as rate_unknown_count
    from money
    group by money.fiscal_year, money.scheme_key

),

quarantined as (

    select
        fiscal_year,
        scheme_key,
        count(*) as quarantined_evaluation_count,
        sum(budget_yuan) as quarantined_budget_yuan,
        count(*) - count(budget_yuan) as unknown_budget_count
    from {{ ref('quarantined_evaluations') }}
    group by fiscal_year, scheme_key

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

final as (

    select
        coalesce(admitted.fiscal_year, quarantined.fiscal_year) as fiscal_year,
        schemes.scheme_key,
        schemes.scheme_name_zh,
        coalesce(admitted.evaluation_count, 0) as evaluation_count,
        cast(coalesce(admitted.budget_yuan, 0) as decimal(38, 2)) as budget_yuan,
        cast(coalesce(admitted.executed_yuan, 0) as decimal(38, 2)) as executed_yuan,
        cast(coalesce(admitted.budget_yuan, 0) * cast(0.0001 as decimal(5, 4)) as decimal(38, 6)) as budget_wan_yuan,
        cast(coalesce(admitted.executed_yuan, 0) * cast(0.0001 as decimal(5, 4)) as decimal(38, 6)) as executed_wan_yuan,
        cast(coalesce(admitted.rated_executed_yuan, 0) as decimal(38, 2)) as rated_executed_yuan,
        cast(coalesce(admitted.rated_budget_yuan, 0) as decimal(38, 2)) as rated_budget_yuan,
        {{ safe_ratio('admitted.rated_executed_yuan', 'admitted.rated_budget_yuan') }} as execution_rate,
        cast(coalesce(admitted.initial_budget_yuan, 0) as decimal(38, 2)) as initial_budget_yuan,
        cast(coalesce(admitted.unspent_yuan, 0) as decimal(38, 2)) as unspent_yuan,
        coalesce(admitted.rate_below_80_count, 0) as rate_below_80_count,
        coalesce(admitted.rate_80_to_100_count, 0) as rate_80_to_100_count,
        coalesce(admitted.rate_100_count, 0) as rate_100_count,
        coalesce(admitted.rate_above_100_count, 0) as rate_above_100_count,
        coalesce(admitted.rate_unknown_count, 0) as rate_unknown_count,
        cast(coalesce(quarantined.quarantined_evaluation_count, 0) as bigint) as quarantined_evaluation_count,
        {{ quarantined_budget() }} as quarantined_budget_yuan,
        {{ safe_ratio(
            'coalesce(admitted.budget_yuan, 0)',
            'coalesce(admitted.budget_yuan, 0)
            + case when quarantined.unknown_budget_count > 0 then null else coalesce(quarantined.quarantined_budget_yuan, 0) end'
        ) }} as budget_coverage_rate
    from admitted
    full join quarantined
        on admitted.fiscal_year = quarantined.fiscal_year and admitted.scheme_key = quarantined.scheme_key
    inner join schemes on coalesce(admitted.scheme_key, quarantined.scheme_key) = schemes.scheme_key

)

select * from final
