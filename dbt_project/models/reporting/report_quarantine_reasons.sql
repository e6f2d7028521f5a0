with

quarantined as (

    select * from {{ ref('quarantined_evaluations') }}

),

rules as (

    select * from {{ ref('dim_quality_rule') }}

),

reasons as (

    select
        evaluation_key,
        budget_yuan,
        unnest({{ split_text('reason_codes', ', ') }}) as rule_code
    from quarantined

),

final as (

    select
        rules.finding_name_zh,
        rules.finding_name_en,
        reasons.rule_code,
        count(*) as evaluation_count,
        sum(reasons.budget_yuan) as budget_yuan,
        {{ count_unknown('reasons.budget_yuan') }} as budget_unknown_count
    from reasons
    left join rules on reasons.rule_code = rules.rule_code
    group by rules.finding_name_zh, rules.finding_name_en, reasons.rule_code

)

select * from final
