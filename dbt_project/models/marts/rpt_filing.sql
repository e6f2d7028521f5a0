with

coverage as (

    select * from {{ ref('filing_coverage') }}

),

unit_names as (

    select
        budget_unit_code,
        max_by(budget_unit_name, coalesce(valid_from, date '0001-01-01')) as budget_unit_name
    from {{ ref('dim_department') }}
    group by budget_unit_code

),

final as (

    select
        coverage.budget_unit_code,
        min(unit_names.budget_unit_name) as budget_unit_name,
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
    left join unit_names on coverage.budget_unit_code = unit_names.budget_unit_code
    group by coverage.budget_unit_code, coverage.fiscal_year

)

select * from final
