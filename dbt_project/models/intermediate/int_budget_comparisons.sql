with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where budget_yuan > 0

),

-- The project's budgets of other years.
other_years as (

    select
        evaluations.evaluation_key,
        {{ median_amount('others.budget_yuan') }} as project_median_yuan
    from evaluations
    inner join evaluations as others
        on evaluations.project_key = others.project_key and evaluations.fiscal_year <> others.fiscal_year
    where evaluations.project_key <> -1
    group by evaluations.evaluation_key

),

-- Median budget of the unit's other projects, only for unusual budgets.
other_projects as (

    select
        evaluations.evaluation_key,
        {{ median_amount('others.budget_yuan') }} as unit_median_yuan
    from evaluations
    inner join evaluations as others
        on
            evaluations.budget_unit_code = others.budget_unit_code
            and evaluations.project_key <> others.project_key
    where evaluations.budget_unit_code <> '-1' and evaluations.budget_yuan >= 1000000000
    group by evaluations.evaluation_key

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.budget_line as source_line,
        evaluations.budget_normalised as observed,
        evaluations.budget_yuan,
        -- The unit of the label or the form, for amounts that are printed without a unit.
        budgets.assumed_unit = '万元' and not regexp_matches(budgets.observed, '[元圆万亿]') as is_under_wan,
        budgets.assumed_unit = '元' and not regexp_matches(budgets.observed, '[元圆万亿]') as is_under_yuan,
        case when evaluations.prior_year_budget_yuan > 0 then evaluations.prior_year_budget_yuan end
            as prior_year_budget_yuan,
        evaluations.executed_yuan,
        evaluations.executed_normalised,
        evaluations.executed_line,
        evaluations.execution_rate_stated,
        other_years.project_median_yuan,
        other_projects.unit_median_yuan
    from evaluations
    inner join {{ ref('int_form_amounts') }} as budgets
        on evaluations.evaluation_key = budgets.evaluation_key and budgets.field_code = 'budget'
    left join other_years on evaluations.evaluation_key = other_years.evaluation_key
    left join other_projects on evaluations.evaluation_key = other_projects.evaluation_key

)

select * from final
