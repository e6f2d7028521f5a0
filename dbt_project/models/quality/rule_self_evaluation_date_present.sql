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
        evaluation_key,
        null as line_number,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed,
        'a date such as 2020-05-14' as expected,
        '自评时间未填写' as message_zh,
        'the self-evaluation date is blank' as message_en
    from evaluations
    where self_evaluation_date_normalised is null

)

{{ rule_rows() }}
