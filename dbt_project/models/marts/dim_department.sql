with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where department_key <> -1

),

versions as (

    select * from {{ ref('departments') }}
    where name_kind = 'official'

),

unit_names as (

    {{ most_frequent_name('evaluations', 'budget_unit_code', 'budget_unit_name', 'unit_name') }}

),

office_names as (

    {{ most_frequent_name('evaluations', 'department_key', 'office_name', 'office_name') }}

),

-- The supervising department that most forms of a unit name, if departments.csv has none.
supervisors as (

    select
        budget_unit_code,
        supervising_department_code
    from (
        select
            budget_unit_code,
            supervising_department_code,
            row_number() over (
                partition by budget_unit_code order by count(*) desc, supervising_department_code
            ) as row_num
        from evaluations
        where supervising_department_code <> '-1'
        group by budget_unit_code, supervising_department_code
    ) as counted
    where row_num = 1

),

supervisor_names as (

    {{ most_frequent_name('evaluations', 'printed_department_code', 'supervising_department_name', 'supervisor_name') }}

),

-- The codes that are printed before names.
unit_codes as (

    {{ most_frequent_name('evaluations', 'budget_unit_code', 'budget_unit_code_stated', 'unit_code') }}

),

supervisor_codes as (

    {{ most_frequent_name(
        'evaluations', 'printed_department_code', 'supervising_department_code_stated', 'supervisor_code'
    ) }}

),

-- The latest official name of each unit, and its region.
official_units as (

    select
        budget_unit_code,
        max_by(budget_unit_name, coalesce(valid_from, date '0001-01-01')) as official_name
    from versions
    group by budget_unit_code

),

regions as (

    select
        budget_unit_code,
        max(region) as region
    from {{ ref('departments') }}
    group by budget_unit_code

),

members as (

    select
        department_key,
        budget_unit_code,
        unit_valid_from,
        max(office_part) is not null as is_office_known,
        bool_or(is_inferred_unit) as is_inferred
    from evaluations
    group by department_key, budget_unit_code, unit_valid_from

),

named as (

    select
        members.department_key,
        members.budget_unit_code,
        coalesce(versions.budget_unit_name, unit_names.unit_name) as budget_unit_name,
        coalesce(office_names.office_name, '未知') as office_name,
        versions.valid_from,
        versions.valid_to,
        members.is_office_known,
        members.is_inferred,
        coalesce(supervisors.supervising_department_code, '-1') as supervising_department_code,
        coalesce(official_units.official_name, supervisor_names.supervisor_name, '未知')
            as supervising_department_name,
        regions.region,
        unit_codes.unit_code as budget_unit_code_stated,
        supervisor_codes.supervisor_code as supervising_department_code_stated
    from members
    left join versions
        on
            members.budget_unit_code = versions.budget_unit_code
            and members.unit_valid_from is not distinct from versions.valid_from
    left join unit_names on members.budget_unit_code = unit_names.budget_unit_code
    left join office_names on members.department_key = office_names.department_key
    left join supervisors on members.budget_unit_code = supervisors.budget_unit_code
    left join official_units on supervisors.supervising_department_code = official_units.budget_unit_code
    left join supervisor_names
        on supervisors.supervising_department_code = supervisor_names.printed_department_code
    left join regions on members.budget_unit_code = regions.budget_unit_code
    left join unit_codes on members.budget_unit_code = unit_codes.budget_unit_code
    left join supervisor_codes
        on supervisors.supervising_department_code = supervisor_codes.printed_department_code

),

final as (

    select * from named
    union all by name
    {{ reserved_members(
        keys=['department_key'],
        codes=['budget_unit_code', 'supervising_department_code'],
        names_zh=['budget_unit_name', 'office_name', 'supervising_department_name'],
        others={'is_office_known': 'false', 'is_inferred': 'false'}
    ) }}

)

select * from final
