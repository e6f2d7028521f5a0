with

executed as (

    select
        fiscal_year,
        count(*) filter (where evaluation_count > 0) as scheme_count,
        cast(sum(evaluation_count) as bigint) as evaluation_count,
        {{ sum_known('sum(budget_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as budget_yuan,
        cast(sum(budget_unknown_count) as bigint) as budget_unknown_count,
        {{ sum_known('sum(executed_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as executed_yuan,
        cast(sum(executed_unknown_count) as bigint) as executed_unknown_count,
        {{ safe_ratio('sum(rated_executed_yuan)', 'sum(rated_budget_yuan)') }} as execution_rate,
        {{ sum_known('sum(unspent_yuan) filter (where evaluation_count > 0)', 'sum(evaluation_count)') }} as unspent_yuan,
        cast(sum(unspent_unknown_count) as bigint) as unspent_unknown_count,
        cast(sum(rate_below_80_count) as bigint) as rate_below_80_count,
        cast(sum(rate_80_to_100_count) as bigint) as rate_80_to_100_count,
        cast(sum(rate_100_count) as bigint) as rate_100_count,
        cast(sum(rate_above_100_count) as bigint) as rate_above_100_count,
        cast(sum(rate_unknown_count) as bigint) as rate_unknown_count,
        cast(sum(quarantined_evaluation_count) as bigint) as quarantined_evaluation_count,
        {{ sum_known(
            'sum(quarantined_budget_yuan) filter (where quarantined_evaluation_count > 0)', 'sum(quarantined_evaluation_count)'
        ) }} as quarantined_budget_yuan,
        cast(sum(quarantined_budget_unknown_count) as bigint) as quarantined_budget_unknown_count
    from {{ ref('rpt_execution_year') }}
    group by fiscal_year

),

units as (

    select
        fiscal_year,
        count(*) filter (where evaluation_count > 0) as unit_count,
        count(*) filter (where quarantined_evaluation_count > 0) as quarantined_unit_count
    from {{ ref('rpt_department_year') }}
    group by fiscal_year

),

filed as (

    select
        fiscal_year,
        cast(sum(expected_count) as bigint) as expected_count,
        cast(sum(filed_count) as bigint) as filed_count,
        cast(sum(quarantined_count) as bigint) as expected_quarantined_count,
        cast(sum(missing_count) as bigint) as missing_count,
        cast(sum(dated_count) as bigint) as dated_count,
        cast(sum(late_count) as bigint) as late_count
    from {{ ref('rpt_filing') }}
    group by fiscal_year

),

final as (

    select
        executed.fiscal_year,
        coalesce(units.unit_count, 0) as unit_count,
        coalesce(units.quarantined_unit_count, 0) as quarantined_unit_count,
        executed.* exclude (fiscal_year),
        filed.* exclude (fiscal_year)
    from executed
    left join units on executed.fiscal_year = units.fiscal_year
    left join filed on executed.fiscal_year = filed.fiscal_year

)

select * from final
