with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluations.evaluation_key,
        null as line_number,
        rejections.first_line as source_line,
        rejections.excerpt as observed,
        'every line of the form read' as expected,
        reasons.message_zh,
        reasons.message_en
    from evaluations
    inner join {{ ref('stg_landing__rejections') }} as rejections
        on evaluations.document_hash = rejections.document_hash and evaluations.form_ordinal = rejections.form_ordinal
    inner join {{ ref('rejection_reasons') }} as reasons on rejections.reason_code = reasons.reason_code

)

{{ rule_rows() }}
