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

final as (

    select
        evaluations.evaluation_key,
        rules.rule_code,
        case
            when rule_rows.rule_code is null then 'not_applicable'
            when rule_rows.is_finding then 'fail'
            else 'pass'
        end as outcome,
        -- A rule without a severity for the form's scheme is blocking.
        coalesce(severities.severity, 'blocking') as severity,
        rule_rows.line_number,
        rule_rows.field_code,
        rule_rows.source_line,
        rule_rows.observed,
        rule_rows.expected,
        rule_rows.message_zh,
        rule_rows.message_en
    from evaluations
    cross join rules
    left join rule_rows
        on evaluations.evaluation_key = rule_rows.evaluation_key and rules.rule_code = rule_rows.rule_code
    left join {{ ref('rule_severities') }} as severities
        on rules.rule_code = severities.rule_code and evaluations.scheme_code = severities.scheme_code

)

select * from final
