with

coverage as (

    select * from {{ ref('filing_coverage') }}

),

units as (

    select * from {{ ref('report_units') }}

),

final as (

    select
        coverage.budget_unit_code,
        units.budget_unit_name,
        coverage.project_name,
        coverage.fiscal_year,
        coverage.expected_budget_yuan
    from coverage
    left join units on coverage.budget_unit_code = units.budget_unit_code
    where coverage.filing_status = 'missing'

)

select * from final
