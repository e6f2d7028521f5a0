with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

-- Every printed figure of a form, and what could be read of it.
printed as (

    {%- for field, number, line, name_zh, name_en in [
        ('initial_budget', 'initial_budget_number', 'initial_budget_line', '年初预算数', 'initial budget'),
        ('budget', 'budget_number', 'budget_line', '当年预算数', 'budget'),
        ('prior_year_budget', 'prior_year_budget_number', 'prior_year_budget_line', '上年预算金额', 'prior-year budget'),
        ('executed', 'executed_number', 'executed_line', '预算执行数', 'executed amount'),
        ('execution_rate', 'execution_rate_number', 'execution_rate_line', '预算执行率', 'execution rate'),
        ('total_weight', 'total_weight_stated_number', 'total_line', '合计权重', 'total weight'),
        ('total_score', 'row_total_score_number', 'total_line', '合计自评分', 'total score'),
        ('head_total_score', 'head_total_score_number', 'head_total_score_line', '自评总分', 'total score'),
    ] %}
        select
            evaluation_key,
            null as line_number,
            {{ line }} as source_line,
            {{ field }}_normalised as observed,
            {{ number }} as number,
            '{{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from evaluations
        union all
    {%- endfor %}
    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        value_normalised as observed,
        amount_number as number,
        label_text as name_zh,
        label_text as name_en
    from {{ ref('int_budget_sources') }}
    union all
    select
        evaluation_key,
        line_number,
        first_line as source_line,
        score_normalised as observed,
        score_number as number,
        label_text as name_zh,
        label_text as name_en
    from {{ ref('int_assessor_scores') }}
    union all
    {%- for field, name_zh, name_en in [
        ('weight', '权重', 'weight'),
        ('self_score', '自评分', 'self-score'),
    ] %}
        select
            evaluation_key,
            line_number,
            first_line as source_line,
            {{ field }}_normalised as observed,
            {{ field }}_number as number,
            coalesce(indicator_name, '') || ' {{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from lines
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
    from printed
    where not {{ is_blank('observed') }} and number is null

)

{{ rule_rows(grain='line') }}
