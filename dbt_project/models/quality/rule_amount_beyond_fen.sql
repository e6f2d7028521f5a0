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
        {{ field }}_number as number,
        '{{ name_zh }}' as name_zh,
        '{{ name_en }}' as name_en
    from evaluations
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

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
