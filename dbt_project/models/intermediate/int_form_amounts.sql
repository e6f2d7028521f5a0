with

final as (

    {%- for field, name_zh, name_en in [
        ('initial_budget', '年初预算数', 'initial budget'),
        ('budget', '当年预算数', 'budget'),
        ('prior_year_budget', '上年预算金额', 'prior-year budget'),
        ('executed', '预算执行数', 'executed amount'),
    ] %}
        {%- set has_sources = field != 'prior_year_budget' %}
        select
            evaluation_key,
            '{{ field }}' as field_code,
            {{ field }}_line as source_line,
            {{ field }}_text as printed_text,
            {{ field }}_normalised as observed,
            {{ field }}_number as number,
            {{ field ~ '_basis' if has_sources else "'printed'" }} as basis,
            {{ field ~ '_part_count' if has_sources else '0' }} as part_count,
            {{ field }}_unit as stated_unit,
            {{ field }}_assumed_unit as assumed_unit,
            '{{ name_zh }}' as name_zh,
            '{{ name_en }}' as name_en
        from {{ ref('int_evaluations') }}
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

)

select * from final
