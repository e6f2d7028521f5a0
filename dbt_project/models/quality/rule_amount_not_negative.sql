with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

amounts as (

    {{ form_amounts('evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        observed,
        '0 or more' as expected,
        name_zh || ' 为负数：' || observed as message_zh,
        name_en || ' is negative: ' || observed as message_en
    from amounts
    where number < 0

)

{{ rule_rows() }}
