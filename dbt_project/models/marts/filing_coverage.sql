with

expected as (

    select
        budget_unit_code,
        project_name,
        {{ key_part('project_name') }} as project_part,
        fiscal_year,
        budget_yuan,
        due_date
    from {{ ref('expected_evaluations') }}

),

-- One row for each name of a project: an equality is joined faster than a list of names. What is counted below is the
-- same if both names are equal.
evaluations as (

    select
        evaluations.budget_unit_code,
        evaluations.fiscal_year,
        unnest([evaluations.known_project_part, evaluations.project_part]) as project_part,
        evaluations.received_at,
        states.state
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key

),

compared as (

    select
        expected.budget_unit_code,
        expected.project_name,
        expected.fiscal_year,
        expected.budget_yuan as expected_budget_yuan,
        case
            when bool_or(evaluations.state in ('admitted', 'superseded')) then 'filed'
            when bool_or(evaluations.state = 'quarantined') then 'quarantined'
            else 'missing'
        end as filing_status,
        expected.due_date,
        cast(min(evaluations.received_at) filter (where evaluations.state <> 'withdrawn') as date) as first_received_date
    from expected
    left join evaluations
        on
            expected.budget_unit_code = evaluations.budget_unit_code
            and expected.fiscal_year = evaluations.fiscal_year
            and expected.project_part = evaluations.project_part
    group by
        expected.budget_unit_code,
        expected.project_name,
        expected.fiscal_year,
        expected.budget_yuan,
        expected.due_date

),

-- The newest name of each code; the dimension has a member for each unit and office.
unit_names as (

    select
        budget_unit_code,
        max_by(budget_unit_name, coalesce(valid_from, date '0001-01-01')) as budget_unit_name
    from {{ ref('dim_department') }}
    group by budget_unit_code

),

-- The first filing counts, also if a later one replaces it.
final as (

    select
        compared.budget_unit_code,
        unit_names.budget_unit_name,
        compared.project_name,
        compared.fiscal_year,
        compared.expected_budget_yuan,
        compared.filing_status,
        compared.due_date,
        compared.first_received_date,
        case
            when compared.first_received_date > compared.due_date
                then {{ dbt.datediff('compared.due_date', 'compared.first_received_date', 'day') }}
            when compared.first_received_date <= compared.due_date then 0
        end as late_day_count,
        compared.first_received_date > compared.due_date as is_late
    from compared
    left join unit_names on compared.budget_unit_code = unit_names.budget_unit_code

)

select * from final
