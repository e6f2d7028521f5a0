with

rule_rows as (

    {%- for rule in rule_models() %}
    select * from {{ ref(rule) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        rule_rows.*,
        severities.severity
    from rule_rows
    inner join {{ ref('int_evaluations') }} as evaluations on rule_rows.evaluation_key = evaluations.evaluation_key
    left join {{ ref('rule_severities') }} as severities
        on rule_rows.rule_code = severities.rule_code and evaluations.scheme_code = severities.scheme_code

)

select * from final
