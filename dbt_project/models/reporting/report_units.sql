with

departments as (

    select * from {{ ref('dim_department') }}

),

newest_names as (

    select
        budget_unit_code,
        max_by(budget_unit_name, coalesce(valid_from, date '0001-01-01')) as budget_unit_name,
        max_by(supervising_department_name, coalesce(valid_from, date '0001-01-01')) as supervising_department_name,
        max_by(region, coalesce(valid_from, date '0001-01-01')) as region
    from departments
    group by budget_unit_code

),

final as (

    select
        budget_unit_code,
        budget_unit_name,
        case
            when count(*) over (partition by budget_unit_name) = 1 then budget_unit_name
            else budget_unit_name || ' ' || budget_unit_code
        end as budget_unit_label,
        supervising_department_name,
        region
    from newest_names

)

select * from final
