with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        rejections.evaluation_key,
        rejections.first_line as source_line,
        rejections.excerpt as observed,
        reasons.message_zh as reason_zh,
        reasons.message_en as reason_en
    from {{ ref('int_rejections') }} as rejections
    inner join {{ ref('rejection_reasons') }} as reasons on rejections.reason_code = reasons.reason_code

)

{{ rule_rows() }}
