with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where self_evaluation_date_normalised is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed,
        'a date such as 2020-05-14' as expected,
        '自评时间无法识别：' || self_evaluation_date_normalised as message_zh,
        'the self-evaluation date cannot be read: ' || self_evaluation_date_normalised as message_en
    from evaluations
    where self_evaluation_date_normalised is not null and self_evaluation_date is null

)

{{ rule_rows() }}
