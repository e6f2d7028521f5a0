with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

totals as (

    {%- for field, name_zh, name_en in [
        ('initial_budget', '年初预算数', 'initial budget'),
        ('budget', '当年预算数', 'budget'),
        ('executed', '预算执行数', 'executed amount'),
    ] %}
    select
        evaluation_key,
        {{ field }}_line as source_line,
        {{ field }}_basis as basis,
        {{ field }}_part_count as part_count,
        '{{ name_zh }}' as name_zh,
        '{{ name_en }}' as name_en
    from evaluations
    where {{ field }}_part_count > 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

applicable as (

    select distinct evaluation_key
    from totals

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        part_count || ' sources' as observed,
        'a total, or sources that make one up' as expected,
        name_zh || '总额未填写，所列 ' || part_count || ' 项来源无法相加为总额' as message_zh,
        'the total of the ' || name_en || ' is blank, and the ' || part_count || ' sources printed do not make one up'
            as message_en
    from totals
    where basis is null

)

{{ rule_rows() }}
