with

final as (

    select
        evaluation_key,
        {{ surrogate_key(['rule_code']) }} as rule_key,
        rule_code,
        severity,
        outcome,
        cast(count(*) filter (where outcome = 'fail') as integer) as finding_count,
        min(source_line) filter (where outcome = 'fail') as first_source_line
    from {{ ref('int_rule_rows') }}
    group by evaluation_key, rule_code, severity, outcome

)

select * from final
