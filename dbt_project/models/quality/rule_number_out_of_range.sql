with

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

-- Every number that was read, and its value in the types of the warehouse.
figures as (

    select
        evaluation_key,
        null as line_number,
        field_code,
        source_line,
        observed,
        {{ to_money('number') }} is null as is_lost,
        field_name_zh as name_zh,
        field_name_en as name_en
    from {{ ref('int_form_amounts') }}
    where number is not null
    union all
    select
        evaluation_key,
        null as line_number,
        field_code,
        source_line,
        value_normalised as observed,
        case value_kind
            when 'amount' then {{ to_money('number') }} is null
            else coalesce(try_cast(number as decimal(10, 4)) <> number, true)
        end as is_lost,
        field_name_zh as name_zh,
        field_name_en as name_en
    from {{ ref('int_form_values') }}
    where number is not null and (value_kind = 'points' or (value_kind = 'amount' and funding_source_code is not null))
    union all
    select
        evaluation_key,
        null as line_number,
        'execution_rate' as field_code,
        execution_rate_line as source_line,
        execution_rate_normalised as observed,
        execution_rate_stated is null as is_lost,
        '预算执行率' as name_zh,
        'execution rate' as name_en
    from {{ ref('int_evaluations') }}
    where execution_rate_number is not null
    union all
    select
        evaluation_key,
        line_number,
        null as field_code,
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
            '{{ field }}' as field_code,
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
        field_code,
        source_line,
        observed,
        name_zh,
        name_en
    from figures
    where is_lost

)

{{ rule_rows(grain='line') }}
