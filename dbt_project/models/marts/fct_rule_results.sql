with

results as (

    select
        evaluation_key,
        rule_code,
        severity,
        outcome,
        cast(count(*) filter (where outcome = 'fail') as integer) as finding_count,
        min(source_line) filter (where outcome = 'fail') as first_source_line
    from {{ ref('int_rule_rows') }}
    group by evaluation_key, rule_code, severity, outcome

),

final as (

    select
        results.evaluation_key,
        {{ surrogate_key(['results.rule_code']) }} as rule_key,
        results.rule_code,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        results.severity,
        results.outcome,
        results.finding_count,
        results.first_source_line
    from results
    inner join {{ ref('int_evaluations') }} as evaluations on results.evaluation_key = evaluations.evaluation_key

)

select * from final
