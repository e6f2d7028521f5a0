with

lifecycle as (

    select * from {{ ref('evaluation_lifecycle') }}

),

departments as (

    select * from {{ ref('dim_department') }}

),

units as (

    select * from {{ ref('report_units') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

final as (

    select
        lifecycle.evaluation_key,
        lifecycle.evaluation_state,
        case when lifecycle.fiscal_year > 0 then cast(lifecycle.fiscal_year as varchar) else '未知' end as fiscal_year,
        units.budget_unit_code,
        units.budget_unit_label as budget_unit_name,
        schemes.scheme_name_zh,
        lifecycle.project_name,
        lifecycle.budget_yuan,
        lifecycle.executed_yuan
    from lifecycle
    inner join departments on lifecycle.department_key = departments.department_key
    inner join units on departments.budget_unit_code = units.budget_unit_code
    inner join schemes on lifecycle.scheme_key = schemes.scheme_key
    where lifecycle.evaluation_state in ('admitted', 'quarantined')

)

select * from final
