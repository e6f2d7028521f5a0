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
        'at most two decimals of a yuan' as expected,
        name_zh || ' 换算为元后超过两位小数：' || observed as message_zh,
        name_en || ' has more than two decimals of a yuan: ' || observed as message_en
    from amounts
    where number <> round(number, 2)

)

{{ rule_rows() }}
