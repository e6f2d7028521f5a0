with

measured as (

    select
        evaluations.evaluation_key,
        money.executed_yuan as numerator,
        money.budget_yuan as denominator,
        case
            when evaluations.grade_key = -1 then 'grade_unknown'
            when coalesce(grades.grade_ordinal, 0) <> 1 then 'not_the_best_grade'
            when money.budget_yuan = 0 then 'budget_zero'
            when money.budget_yuan is null or money.executed_yuan is null then 'amount_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('fct_budget_execution') }} as money on evaluations.evaluation_key = money.evaluation_key
    inner join {{ ref('dim_grade') }} as grades on evaluations.grade_key = grades.grade_key

)

{{ indicator_rows() }}
