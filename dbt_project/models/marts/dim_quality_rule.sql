with

severities as (

    select
        rule_code,
        string_agg(scheme_code || ': ' || severity, ', ' order by scheme_code) as severities,
        bool_or(is_locked) as is_locked
    from {{ ref('rule_severities') }}
    group by rule_code

),

rules as (

    {#- Names, kind and basis are taken from each rule's YAML (config.meta) and written nowhere else. #}
    {%- for code in var('rules') %}
        {%- set node = graph.nodes.get('model.jixiao.rule_' ~ code, {}) if execute else {} %}
        {%- set meta = node.get('config', {}).get('meta', {}) %}
        select
            {{ literal(code) }} as rule_code,
            {{ literal(meta.name_zh) }} as rule_name_zh,
            {{ literal(meta.name_en) }} as rule_name_en,
            {{ literal(meta.finding_name_zh) }} as finding_name_zh,
            {{ literal(meta.finding_name_en) }} as finding_name_en,
            {{ literal(meta.kind) }} as rule_kind,
            {{ literal(meta.basis) }} as rule_basis
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

members as (

    select
        {{ surrogate_key(['rules.rule_code']) }} as rule_key,
        rules.rule_code,
        rules.rule_name_zh,
        rules.rule_name_en,
        rules.finding_name_zh,
        rules.finding_name_en,
        rules.rule_kind,
        coalesce(severities.is_locked, false) as is_locked,
        severities.severities,
        rules.rule_basis
    from rules
    left join severities on rules.rule_code = severities.rule_code

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['rule_key'], codes=['rule_code'],
        names_zh=['rule_name_zh', 'finding_name_zh'], names_en=['rule_name_en', 'finding_name_en'],
        others={'is_locked': 'false'}
    ) }}

)

select * from final
