with

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

scores as (

    select * from {{ ref('fct_indicator_scores') }}
    where is_in_total

),

categories as (

    select * from {{ ref('dim_indicator_category') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

final as (

    select
        current_evaluations.evaluation_key,
        current_evaluations.fiscal_year,
        current_evaluations.budget_unit_code,
        current_evaluations.budget_unit_name,
        current_evaluations.scheme_name_zh,
        current_evaluations.project_name,
        coalesce(cast(categories.category_ordinal as varchar) || ' ', '') || categories.category_name as category_name,
        indicators.indicator_name,
        scores.weight_points,
        scores.self_score_points,
        scores.lost_points
    from scores
    inner join current_evaluations on scores.evaluation_key = current_evaluations.evaluation_key
    inner join categories on scores.category_key = categories.category_key
    inner join indicators on scores.indicator_key = indicators.indicator_key

)

select * from final
