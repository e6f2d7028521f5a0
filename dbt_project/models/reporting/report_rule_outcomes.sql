with

results as (

    select * from {{ ref('fct_rule_results') }}

),

current_evaluations as (

    select * from {{ ref('report_current_evaluations') }}

),

rules as (

    select * from {{ ref('dim_quality_rule') }}

),

final as (

    select
        rules.finding_name_zh,
        rules.finding_name_en,
        results.rule_code,
        results.severity,
        count(*) filter (where results.outcome = 'fail') as failed_count,
        count(*) filter (where results.outcome <> 'not_applicable') as applied_count
    from results
    inner join current_evaluations on results.evaluation_key = current_evaluations.evaluation_key
    inner join rules on results.rule_key = rules.rule_key
    group by rules.finding_name_zh, rules.finding_name_en, results.rule_code, results.severity

)

select * from final
