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
        {{ field }}_text as printed_text,
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
        'an amount, 0 where there is none' as expected,
        name_zh || ' 未填写' as message_zh,
        name_en || ' is blank' as message_en
    from amounts
    where
        {{ is_blank('observed') }}
        -- Not every scheme's form has these two: they are missed where their label is printed.
        and (name_en not in ('initial budget', 'prior-year budget') or printed_text is not null)

)

{{ rule_rows() }}
