with

reasons as (

    select
        fiscal_year,
        unnest({{ split_text('reason_codes', ', ') }}) as rule_code
    from {{ ref('quarantined_evaluations') }}

),

rules as (

    select * from {{ ref('dim_quality_rule') }}

),

final as (

    select
        reasons.fiscal_year,
        reasons.rule_code,
        rules.finding_name_zh,
        count(*) as evaluation_count
    from reasons
    inner join rules on reasons.rule_code = rules.rule_code
    group by reasons.fiscal_year, reasons.rule_code, rules.finding_name_zh

)

select * from final
