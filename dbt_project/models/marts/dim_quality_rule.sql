with

severities as (

    select
        rule_code,
        string_agg(scheme_code || ': ' || severity, ', ' order by scheme_code) as severities,
        bool_or(is_locked) as is_locked
    from {{ ref('rule_severities') }}
    group by rule_code

),

members as (

    select
        {{ surrogate_key(['rules.rule_code']) }} as rule_key,
        rules.rule_code,
        rules.rule_name_zh,
        rules.rule_name_en,
        rules.kind as rule_kind,
        coalesce(severities.is_locked, false) as is_locked,
        severities.severities,
        rules.basis as rule_basis
    from {{ ref('quality_rules') }} as rules
    left join severities on rules.rule_code = severities.rule_code

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', 'Unknown', null, false, null, null
    union all
    select -2, '-2', '不适用', 'Not applicable', null, false, null, null

)

select * from final
