with

rule_rows as (

    select
        evaluation_key,
        rule_code,
        count(*) filter (where is_finding) as finding_count,
        min(source_line) filter (where is_finding) as first_source_line
    from {{ ref('int_rule_rows') }}
    group by evaluation_key, rule_code

),

evaluations as (

    select
        evaluation_key,
        scheme_code
    from {{ ref('int_evaluations') }}

),

rules as (

    select * from {{ ref('quality_rules') }}

),

final as (

    select
        evaluations.evaluation_key,
        {{ surrogate_key(['rules.rule_code']) }} as rule_key,
        rules.rule_code,
        coalesce(severities.severity, 'blocking') as severity,
        case
            when rule_rows.rule_code is null then 'not_applicable'
            when rule_rows.finding_count > 0 then 'fail'
            else 'pass'
        end as outcome,
        cast(coalesce(rule_rows.finding_count, 0) as integer) as finding_count,
        rule_rows.first_source_line
    from evaluations
    cross join rules
    left join rule_rows
        on evaluations.evaluation_key = rule_rows.evaluation_key and rules.rule_code = rule_rows.rule_code
    left join {{ ref('rule_severities') }} as severities
        on rules.rule_code = severities.rule_code and evaluations.scheme_code = severities.scheme_code

)

select * from final
