with

-- Admitted forms have priority in describing a project: values of quarantined forms must not be published.
evaluations as (

    select
        evaluations.*,
        states.state = 'admitted' as is_admitted,
        row_number() over (
            partition by evaluations.project_key
            order by
                states.state = 'admitted' desc,
                evaluations.fiscal_year desc,
                evaluations.self_evaluation_date desc nulls last,
                evaluations.document_hash asc,
                evaluations.form_ordinal asc
        ) as recency
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where evaluations.project_key <> -1

),

latest as (

    select
        project_key,
        project_part,
        department_key,
        is_recurring,
        is_admitted
    from evaluations
    where recency = 1

),

-- The latest name, spelled as most forms spell it.
spellings as (

    select
        evaluations.project_key,
        evaluations.project_name
    from evaluations
    inner join latest
        on
            evaluations.project_key = latest.project_key
            and evaluations.project_part = latest.project_part
            and evaluations.is_admitted = latest.is_admitted

),

project_names as (

    {{ most_frequent_name('spellings', 'project_key', 'project_name', 'project_name') }}

),

-- The code on the latest form that prints one.
codes as (

    select
        project_key,
        min_by(project_code, recency) as project_code
    from evaluations
    where project_code is not null
    group by project_key

),

counts as (

    select
        project_key,
        count(*) as evaluation_count,
        max(fiscal_year) as last_fiscal_year,
        case when bool_or(is_project_alias) then 'alias' else 'name' end as match_basis
    from evaluations
    group by project_key

),

members as (

    select
        latest.project_key,
        project_names.project_name,
        departments.budget_unit_code,
        departments.budget_unit_name,
        latest.is_recurring,
        counts.last_fiscal_year,
        counts.match_basis,
        counts.evaluation_count,
        codes.project_code
    from latest
    inner join counts on latest.project_key = counts.project_key
    inner join project_names on latest.project_key = project_names.project_key
    inner join {{ ref('dim_department') }} as departments on latest.department_key = departments.department_key
    left join codes on latest.project_key = codes.project_key

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['project_key', 'last_fiscal_year'], codes=['budget_unit_code'],
        names_zh=['project_name', 'budget_unit_name'],
        words=['match_basis'], others={'evaluation_count': 0}
    ) }}

)

select * from final
