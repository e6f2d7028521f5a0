with

coverage as (

    select * from {{ ref('filing_coverage') }}

),

units as (

    select * from {{ ref('report_units') }}

),

final as (

    select
        cast(coverage.fiscal_year as varchar) as fiscal_year,
        coverage.budget_unit_code,
        coalesce(units.budget_unit_label, coverage.budget_unit_code) as budget_unit_name,
        coverage.project_name,
        coverage.expected_budget_yuan,
        case coverage.filing_status
            when 'filed' then '1 已报' when 'quarantined' then '2 待核实' else '3 未报'
        end as filing_status
    from coverage
    left join units on coverage.budget_unit_code = units.budget_unit_code

)

select * from final
