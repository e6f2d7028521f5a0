with

evaluations as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

-- A rule without a severity for the form's scheme blocks: nobody has decided that it may be broken.
blocking as (

    select distinct
        evaluation_key,
        rule_code
    from {{ ref('int_rule_rows') }}
    where is_finding and coalesce(severity, 'blocking') = 'blocking'

),

reasons as (

    select
        evaluation_key,
        string_agg(rule_code, ', ' order by rule_code) as reason_codes
    from blocking
    group by evaluation_key

),

final as (

    select
        evaluations.evaluation_key,
        case when reasons.evaluation_key is not null then 'quarantined' else 'admitted' end as state,
        reasons.reason_codes
    from evaluations
    left join reasons on evaluations.evaluation_key = reasons.evaluation_key

)

select * from final
