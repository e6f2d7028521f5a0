with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

amounts as (

    {%- for field, name_zh, name_en in [
        ('initial_budget', '年初预算数', 'initial budget'),
        ('budget', '当年预算数', 'budget'),
        ('prior_year_budget', '上年预算金额', 'prior-year budget'),
        ('executed', '预算执行数', 'executed amount'),
    ] %}
    select
        evaluation_key,
        {{ field }}_line as source_line,
        {{ field }}_normalised as observed,
        {{ field }}_unit as stated_unit,
        {{ field }}_assumed_unit as assumed_unit,
        '{{ name_zh }}' as name_zh,
        '{{ name_en }}' as name_en
    from evaluations
    where {{ field }}_number <> 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

applicable as (

    select distinct evaluation_key
    from amounts

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
    where stated_unit is null and not regexp_matches(observed, '[元万亿]')

)

{{ rule_rows() }}
