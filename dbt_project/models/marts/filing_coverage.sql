with

expected as (

    select
        budget_unit_code,
        project_name,
        {{ key_part('project_name') }} as project_part,
        fiscal_year,
        budget_yuan
    from {{ ref('expected_evaluations') }}

),

evaluations as (

    select
        evaluations.budget_unit_code,
        evaluations.known_project_part,
        evaluations.project_part,
        evaluations.fiscal_year,
        states.state
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key

),

final as (

    select
        expected.budget_unit_code,
        expected.project_name,
        expected.fiscal_year,
        expected.budget_yuan as expected_budget_yuan,
        case
            when bool_or(evaluations.state in ('admitted', 'superseded')) then 'filed'
            when bool_or(evaluations.state = 'quarantined') then 'quarantined'
            else 'missing'
        end as filing_status
    from expected
    left join evaluations
        on
            expected.budget_unit_code = evaluations.budget_unit_code
            and expected.fiscal_year = evaluations.fiscal_year
            and expected.project_part in (evaluations.known_project_part, evaluations.project_part)
    group by expected.budget_unit_code, expected.project_name, expected.fiscal_year, expected.budget_yuan

)

select * from final
