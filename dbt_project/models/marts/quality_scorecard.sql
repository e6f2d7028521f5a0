with

evaluations as (

    select
        evaluations.evaluation_key,
        evaluations.budget_unit_code,
        departments.budget_unit_name,
        evaluations.fiscal_year,
        evaluations.budget_yuan,
        states.state
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key

),

results as (

    select
        results.evaluation_key,
        sum(results.finding_count) filter (where results.severity = 'blocking') as blocking_finding_count,
        sum(results.finding_count) filter (where results.severity = 'warning') as warning_finding_count,
        sum(results.finding_count) filter (where results.severity = 'info') as info_finding_count,
        count(*) filter (where rules.rule_kind = 'completeness' and results.outcome <> 'not_applicable') as completeness_check_count,
        count(*) filter (where rules.rule_kind = 'completeness' and results.outcome = 'pass') as completeness_pass_count
    from {{ ref('fct_rule_results') }} as results
    inner join {{ ref('dim_quality_rule') }} as rules on results.rule_key = rules.rule_key
    group by results.evaluation_key

),

summed as (

    select
        evaluations.budget_unit_code,
        min(evaluations.budget_unit_name) as budget_unit_name,
        evaluations.fiscal_year,
        count(*) as evaluation_count,
        count(*) filter (where evaluations.state = 'admitted') as admitted_evaluation_count,
        count(*) filter (where evaluations.state = 'quarantined') as quarantined_evaluation_count,
        sum(evaluations.budget_yuan) filter (where evaluations.state = 'admitted') as admitted_budget_yuan,
        {{ count_unknown('evaluations.budget_yuan', "evaluations.state = 'admitted'") }} as admitted_budget_unknown_count,
        sum(evaluations.budget_yuan) filter (where evaluations.state = 'quarantined') as quarantined_budget_yuan,
        {{ count_unknown('evaluations.budget_yuan', "evaluations.state = 'quarantined'") }} as quarantined_budget_unknown_count,
        sum(results.blocking_finding_count) as blocking_finding_count,
        sum(results.warning_finding_count) as warning_finding_count,
        sum(results.info_finding_count) as info_finding_count,
        sum(results.completeness_check_count) as completeness_check_count,
        sum(results.completeness_pass_count) as completeness_pass_count
    from evaluations
    inner join results on evaluations.evaluation_key = results.evaluation_key
    where evaluations.state in ('admitted', 'quarantined')
    group by evaluations.budget_unit_code, evaluations.fiscal_year

),

final as (

    select
        budget_unit_code,
        budget_unit_name,
        fiscal_year,
        cast(evaluation_count as bigint) as evaluation_count,
        cast(admitted_evaluation_count as bigint) as admitted_evaluation_count,
        {{ sum_known('admitted_budget_yuan', 'admitted_evaluation_count') }} as admitted_budget_yuan,
        cast(admitted_budget_unknown_count as bigint) as admitted_budget_unknown_count,
        {{ quarantined_columns('summed') }},
        cast(coalesce(blocking_finding_count, 0) as bigint) as blocking_finding_count,
        cast(coalesce(warning_finding_count, 0) as bigint) as warning_finding_count,
        cast(coalesce(info_finding_count, 0) as bigint) as info_finding_count,
        cast(completeness_check_count as bigint) as completeness_check_count,
        cast(completeness_pass_count as bigint) as completeness_pass_count,
        {{ safe_ratio(
            'cast(completeness_pass_count as decimal(18, 4))', 'cast(completeness_check_count as decimal(18, 4))'
        ) }} as completeness_rate
    from summed

)

select * from final
