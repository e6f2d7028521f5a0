with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where department_key <> -1

),

versions as (

    select * from {{ ref('departments') }}
    where name_kind = 'official'

),

members as (

    select
        evaluations.department_key,
        evaluations.budget_unit_code,
        coalesce(max(versions.budget_unit_name), min(evaluations.budget_unit_name)) as budget_unit_name,
        coalesce(min(evaluations.office_name), '未知') as office_name,
        max(versions.valid_from) as valid_from,
        max(versions.valid_to) as valid_to,
        max(evaluations.office_part) is not null as is_office_known,
        bool_or(evaluations.is_inferred_unit) as is_inferred
    from evaluations
    left join versions
        on
            evaluations.budget_unit_code = versions.budget_unit_code
            and evaluations.unit_valid_from is not distinct from versions.valid_from
    group by evaluations.department_key, evaluations.budget_unit_code

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', '未知', null, null, false, false
    union all
    select -2, '-2', '不适用', '不适用', null, null, false, false

)

select * from final
