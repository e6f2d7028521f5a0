with

lines as (

    select * from {{ ref('int_indicator_lines') }}

),

-- Every printed number of a form, and the value that was read.
printed as (

    select
        evaluation_key,
        null as line_number,
        field_code,
        source_line,
        value_normalised as observed,
        number,
        field_name_zh as name_zh,
        field_name_en as name_en
    from {{ ref('int_form_values') }}
    where value_kind in ('amount', 'rate', 'points') and (funding_source_code is null or value_kind = 'amount')
    union all
    select
        evaluation_key,
        line_number,
        null as field_code,
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
            '{{ field }}' as field_code,
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
        field_code,
        source_line,
        observed,
        name_zh,
        name_en
    from printed
    where not {{ is_blank('observed') }} and number is null

)

{{ rule_rows(grain='line') }}
