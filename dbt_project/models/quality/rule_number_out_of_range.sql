with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

-- Every figure read, and what of it the warehouse's types can hold.
figures as (

    {%- for number, kept, name_zh, name_en in [
        ('initial_budget_number', 'initial_budget_yuan', '年初预算数', 'initial budget'),
        ('budget_number', 'budget_yuan', '当年预算数', 'budget'),
        ('prior_year_budget_number', 'prior_year_budget_yuan', '上年预算金额', 'prior-year budget'),
        ('executed_number', 'executed_yuan', '预算执行数', 'executed amount'),
        ('execution_rate_number', 'execution_rate_stated', '预算执行率', 'execution rate'),
        ('total_weight_stated_number', 'total_weight_stated_points', '合计权重', 'total weight'),
        ('total_score_stated_number', 'total_score_stated_points', '合计自评分', 'total score'),
    ] %}
        select
            evaluation_key,
            null as line_number,
            {{ 'total_line' if number.startswith('total') else number.replace('_number', '_line') }} as source_line,
            cast({{ number }} as varchar) as observed,
        {% if number.startswith('total') -%}
                {{ kept }} is null or {{ kept }} <> {{ number }}
            {%- elif kept.endswith('yuan') -%}
                {{ to_money(number) }} is null
            {%- else -%}
                {{ kept }} is null
            {%- endif %} as is_lost,
            '{{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from evaluations
        where {{ number }} is not null
        union all
    {%- endfor %}
    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        value_normalised as observed,
        {{ to_money('amount_number') }} is null as is_lost,
        label_text as name_zh,
        label_text as name_en
    from {{ ref('int_budget_sources') }}
    where amount_number is not null
    union all
    select
        evaluation_key,
        line_number,
        first_line as source_line,
        score_normalised as observed,
        score_points is null or score_points <> score_number as is_lost,
        label_text as name_zh,
        label_text as name_en
    from {{ ref('int_assessor_scores') }}
    where score_number is not null
    union all
    {%- for field, name_zh, name_en in [('weight', '权重', 'weight'), ('self_score', '自评分', 'self-score')] %}
        select
            evaluation_key,
            line_number,
            first_line as source_line,
            {{ field }}_normalised as observed,
            {{ field }}_points is null or {{ field }}_points <> {{ field }}_number as is_lost,
            coalesce(indicator_name, '') || ' {{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from lines
        where {{ field }}_number is not null
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        line_number,
        source_line,
        observed,
        name_zh,
        name_en
    from figures
    where is_lost

)

{{ rule_rows(grain='line') }}
