with

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

facts as (

    select * from {{ ref('fct_indicator_values') }}

),

models as (

    select * from {{ ref('dim_indicator_model') }}

),

final as (

    select
        current_evaluations.evaluation_key,
        current_evaluations.fiscal_year,
        current_evaluations.budget_unit_code,
        current_evaluations.budget_unit_name,
        current_evaluations.scheme_name_zh,
        current_evaluations.project_name,
        models.indicator_model_name_zh,
        models.unit,
        models.rollup,
        facts.value,
        facts.numerator,
        facts.denominator
    from facts
    inner join current_evaluations on facts.evaluation_key = current_evaluations.evaluation_key
    inner join models on facts.indicator_model_key = models.indicator_model_key
    where facts.status = 'value'

)

select * from final
