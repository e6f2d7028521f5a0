with

fields as (

    select
        document_hash,
        form_ordinal,
        {{ field_value('project_name') }} as project_name_normalised,
        {{ field_value('project_code') }} as project_code_normalised,
        {{ field_value('supervising_department_name') }} as supervising_department_name_normalised,
        {{ field_value('budget_unit_name') }} as budget_unit_name_normalised,
        {{ field_value('office_name') }} as office_name_normalised
    from {{ ref('int_form_values') }}
    group by document_hash, form_ordinal

),

departments as (

    select
        *,
        {{ key_part('budget_unit_name') }} as unit_part
    from {{ ref('departments') }}

),

-- Names as printed, without the codes that systems print before them. If only a supervising department is printed, it is
-- the unit.
printed as (

    select
        *,
        coalesce(budget_unit_name_normalised, supervising_department_name_normalised) as unit_name_normalised
    from fields

),

names as (

    select
        document_hash,
        form_ordinal,
        {{ strip_code('project_name_normalised', 'project') }} as project_name,
        coalesce(project_code_normalised, {{ leading_code('project_name_normalised', 'project') }}) as project_code,
        {{ strip_code('supervising_department_name_normalised', 'unit') }} as supervising_department_name,
        {{ leading_code('supervising_department_name_normalised', 'unit') }} as supervising_department_code_stated,
        {{ strip_code('unit_name_normalised', 'unit') }} as budget_unit_name,
        {{ leading_code('unit_name_normalised', 'unit') }} as budget_unit_code_stated,
        {{ strip_code('office_name_normalised', 'unit') }} as office_name
    from printed

),

parts as (

    select
        *,
        {{ key_part('project_name') }} as project_part,
        {{ key_part('supervising_department_name') }} as supervising_part,
        {{ key_part('budget_unit_name') }} as unit_part,
        {{ key_part('office_name') }} as office_part
    from names

),

registered as (

    select
        budget_unit_code,
        max(parent_unit_code) as parent_unit_code
    from departments
    group by budget_unit_code

),

-- If several registered units have one name, the form belongs to the unit below the department that it prints.
known as (

    select
        departments.unit_part,
        registered.budget_unit_code,
        registered.parent_unit_code,
        count(*) over (partition by departments.unit_part) as unit_count
    from departments
    inner join registered on departments.budget_unit_code = registered.budget_unit_code
    group by departments.unit_part, registered.budget_unit_code, registered.parent_unit_code

),

supervised as (

    select
        parts.*,
        coalesce(known.budget_unit_code, {{ inferred_unit_code('parts.supervising_part') }}) as printed_department_code
    from parts
    left join known on parts.supervising_part = known.unit_part and known.unit_count = 1

),

final as (

    select
        supervised.document_hash,
        supervised.form_ordinal,
        supervised.project_name,
        supervised.project_code,
        supervised.supervising_department_name,
        supervised.supervising_department_code_stated,
        supervised.budget_unit_name,
        supervised.budget_unit_code_stated,
        supervised.office_name,
        supervised.project_part,
        supervised.supervising_part,
        supervised.unit_part,
        supervised.office_part,
        known.budget_unit_code is null as is_inferred_unit,
        -- A unit without a row in the seed gets a code made from its name and department, so that it is in the totals.
        -- The department is included because several departments have units of one name.
        case
            when supervised.unit_part is null then '-1'
            when known.budget_unit_code is not null then known.budget_unit_code
            when supervised.supervising_part <> supervised.unit_part
                then {{ inferred_unit_code("supervised.unit_part || '␟' || supervised.printed_department_code") }}
            else {{ inferred_unit_code('supervised.unit_part') }}
        end as budget_unit_code,
        -- The department that departments.csv gives the unit, else the one that the form prints.
        coalesce(known.parent_unit_code, supervised.printed_department_code, '-1') as supervising_department_code,
        coalesce(supervised.printed_department_code, '-1') as printed_department_code
    from supervised
    left join known
        on
            supervised.unit_part = known.unit_part
            and (known.unit_count = 1 or known.parent_unit_code = supervised.printed_department_code)

)

select * from final
