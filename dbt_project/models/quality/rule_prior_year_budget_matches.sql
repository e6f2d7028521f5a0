with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- The budget on the project's own form of the year before; NULL if several forms differ.
former as (

    select
        project_key,
        fiscal_year + 1 as following_year,
        min(budget_yuan) as budget_yuan
    from evaluations
    where project_key <> -1 and fiscal_year <> -1
    group by project_key, fiscal_year
    having min(budget_yuan) = max(budget_yuan)

),

applicable as (

    select * from {{ ref('int_evaluations') }}
    where is_recurring

),

findings as (

    select
        evaluations.evaluation_key,
        case when coalesce(evaluations.prior_year_budget_number, 0) = 0 then 'blank' else 'differs' end as case_code,
        evaluations.prior_year_budget_line as source_line,
        evaluations.prior_year_budget_normalised as observed,
        coalesce({{ show_number('former.budget_yuan') }}, 'above 0') as former_budget
    from applicable as evaluations
    left join former
        on evaluations.project_key = former.project_key and evaluations.fiscal_year = former.following_year
    where
        coalesce(evaluations.prior_year_budget_number, 0) = 0
        or evaluations.prior_year_budget_number <> former.budget_yuan

)

{{ rule_rows() }}
