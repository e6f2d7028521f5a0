with

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

results as (

    select * from {{ ref('fct_rule_results') }}

),

rules as (

    select * from {{ ref('dim_quality_rule') }}

),

final as (

    select
        current_evaluations.evaluation_key,
        current_evaluations.evaluation_state,
        current_evaluations.fiscal_year,
        current_evaluations.budget_unit_code,
        current_evaluations.budget_unit_name,
        current_evaluations.scheme_name_zh,
        current_evaluations.project_name,
        rules.finding_name_zh,
        case results.severity when 'blocking' then '1 强制性' when 'warning' then '2 核实性' else '3 提示性' end as severity,
        results.finding_count,
        current_evaluations.budget_yuan
    from results
    inner join current_evaluations on results.evaluation_key = current_evaluations.evaluation_key
    inner join rules on results.rule_key = rules.rule_key
    where results.outcome = 'fail'

)

select * from final
