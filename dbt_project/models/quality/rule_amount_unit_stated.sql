with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

amounts as (

    {{ form_amounts('evaluations') }}

),

applicable as (

    select distinct evaluation_key
    from amounts
    where number <> 0

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        observed,
        '元, 万元 or 亿元 beside the amount, its label or the form' as expected,
        name_zh || ' 未注明金额单位：' || observed || '（按方案表样视为' || assumed_unit || '）' as message_zh,
        name_en || ' states no unit of money: ' || observed || ' (taken for ' || assumed_unit || ', the template''s)'
            as message_en
    from amounts
    where {{ lacks_unit('number', 'stated_unit', 'observed') }}

)

{{ rule_rows() }}
