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
        {{ count_unknown('money.budget_yuan') }} as budget_unknown_count,
        sum(money.executed_yuan) as executed_yuan,
        {{ count_unknown('money.executed_yuan') }} as executed_unknown_count,
        sum(money.executed_yuan) filter (where money.budget_yuan is not null) as rated_executed_yuan,
        sum(money.budget_yuan) filter (where money.executed_yuan is not null) as rated_budget_yuan,
        sum(money.initial_budget_yuan) as initial_budget_yuan,
        {{ count_unknown('money.initial_budget_yuan') }} as initial_budget_unknown_count,
        sum(money.unspent_yuan) as unspent_yuan,
        {{ count_unknown('money.unspent_yuan') }} as unspent_unknown_count,
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

    {{ quarantined_sums(['fiscal_year', 'scheme_key']) }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

final as (

    select
        coalesce(admitted.fiscal_year, quarantined.fiscal_year) as fiscal_year,
        schemes.scheme_key,
        schemes.scheme_name_zh,
        {{ admitted_money_columns() }},
        {{ sum_known('admitted.initial_budget_yuan', 'admitted.evaluation_count') }} as initial_budget_yuan,
        coalesce(admitted.initial_budget_unknown_count, 0) as initial_budget_unknown_count,
        {{ sum_known('admitted.unspent_yuan', 'admitted.evaluation_count') }} as unspent_yuan,
        coalesce(admitted.unspent_unknown_count, 0) as unspent_unknown_count,
        coalesce(admitted.rate_below_80_count, 0) as rate_below_80_count,
        coalesce(admitted.rate_80_to_100_count, 0) as rate_80_to_100_count,
        coalesce(admitted.rate_100_count, 0) as rate_100_count,
        coalesce(admitted.rate_above_100_count, 0) as rate_above_100_count,
        coalesce(admitted.rate_unknown_count, 0) as rate_unknown_count,
        {{ quarantined_columns() }},
        {{ budget_coverage() }} as budget_coverage_rate
    from admitted
    full join quarantined
        on admitted.fiscal_year = quarantined.fiscal_year and admitted.scheme_key = quarantined.scheme_key
    inner join schemes on coalesce(admitted.scheme_key, quarantined.scheme_key) = schemes.scheme_key

)

select * from final
