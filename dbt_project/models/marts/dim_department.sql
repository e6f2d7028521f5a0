with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where department_key <> -1

),

departments as (

    select * from {{ ref('departments') }}

),

members as (

    select
        evaluations.department_key,
        evaluations.budget_unit_code,
        coalesce(max(departments.budget_unit_name), min(evaluations.budget_unit_name)) as budget_unit_name,
        coalesce(min(evaluations.office_name), '未知') as office_name,
        max(evaluations.office_part) is not null as is_office_known,
        bool_or(evaluations.is_inferred_unit) as is_inferred
    from evaluations
    left join departments on evaluations.budget_unit_code = departments.budget_unit_code
    group by evaluations.department_key, evaluations.budget_unit_code

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', '未知', false, false
    union all
    select -2, '-2', '不适用', '不适用', false, false

)

select * from final
