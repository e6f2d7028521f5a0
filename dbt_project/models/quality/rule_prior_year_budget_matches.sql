with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- What the project's own form of the year before says; nothing where several differ.
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

    select evaluation_key
    from evaluations
    where is_recurring

),

findings as (

    select
        evaluations.evaluation_key,
        null as line_number,
        evaluations.prior_year_budget_line as source_line,
        evaluations.prior_year_budget_normalised as observed,
        coalesce({{ show_number('former.budget_yuan') }}, 'above 0') as expected,
        case
            when coalesce(evaluations.prior_year_budget_number, 0) = 0 then '经常性项目未填上年预算金额'
            else '上年预算金额与上年自评表的预算数不符'
        end as message_zh,
        case
            when coalesce(evaluations.prior_year_budget_number, 0) = 0
                then 'a recurring project states no prior-year budget'
            else 'the prior-year budget is not the budget on last year''s own form'
        end as message_en
    from evaluations
    left join former
        on evaluations.project_key = former.project_key and evaluations.fiscal_year = former.following_year
    where
        evaluations.is_recurring
        and (
            coalesce(evaluations.prior_year_budget_number, 0) = 0
            or evaluations.prior_year_budget_number <> former.budget_yuan
        )

)

{{ rule_rows() }}
