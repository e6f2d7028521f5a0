with

evaluations as (

    select
        evaluation_key,
        scheme_code
    from {{ ref('int_evaluations') }}

),

rules as (

    select unnest({{ var('rules') }}) as rule_code

),

rule_rows as (

    {%- for code in var('rules') %}
        select * from {{ ref('rule_' ~ code) }}
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

judged as (

    select
        evaluations.evaluation_key,
        evaluations.scheme_code,
        rule_rows.rule_code,
        case when rule_rows.is_finding then 'fail' else 'pass' end as outcome,
        rule_rows.line_number,
        rule_rows.field_code,
        rule_rows.source_line,
        rule_rows.observed,
        rule_rows.expected,
        rule_rows.expected_zh,
        rule_rows.message_zh,
        rule_rows.message_en
    from rule_rows
    inner join evaluations on rule_rows.evaluation_key = evaluations.evaluation_key
    union all
    select
        evaluations.evaluation_key,
        evaluations.scheme_code,
        rules.rule_code,
        'not_applicable' as outcome,
        null as line_number,
        null as field_code,
        null as source_line,
        null as observed,
        null as expected,
        null as expected_zh,
        null as message_zh,
        null as message_en
    from evaluations
    cross join rules
    where not exists (
        select 1 from rule_rows
        where
            rule_rows.evaluation_key = evaluations.evaluation_key
            and rule_rows.rule_code = rules.rule_code
    )

),

final as (

    select
        judged.evaluation_key,
        judged.rule_code,
        judged.outcome,
        -- A rule without a severity for the form's scheme is blocking.
        coalesce(severities.severity, 'blocking') as severity,
        judged.line_number,
        judged.field_code,
        judged.source_line,
        judged.observed,
        judged.expected,
        judged.expected_zh,
        judged.message_zh,
        judged.message_en
    from judged
    left join {{ ref('rule_severities') }} as severities
        on judged.rule_code = severities.rule_code and judged.scheme_code = severities.scheme_code

)

select * from final
