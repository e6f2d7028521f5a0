with

coverage as (

    select * from {{ ref('filing_coverage') }}

),

final as (

    select
        coverage.budget_unit_code,
        coverage.budget_unit_name,
        coverage.fiscal_year,
        count(*) as expected_count,
        count(*) filter (where coverage.filing_status = 'filed') as filed_count,
        count(*) filter (where coverage.filing_status = 'quarantined') as quarantined_count,
        count(*) filter (where coverage.filing_status = 'missing') as missing_count,
        count(*) filter (where coverage.is_late is not null) as dated_count,
        count(*) filter (where coverage.is_late) as late_count,
        cast(sum(coverage.late_day_count) as bigint) as late_day_count,
        cast(max(coverage.late_day_count) as bigint) as most_late_days,
        cast(sum(coverage.expected_budget_yuan) as decimal(38, 2)) as expected_budget_yuan,
        count(*) - count(coverage.expected_budget_yuan) as expected_budget_unknown_count
    from coverage
    group by coverage.budget_unit_code, coverage.budget_unit_name, coverage.fiscal_year

)

select * from final
