with

indicator_values as (

    {#- Every listed indicator is a parent; one that is excluded from this build contributes no row. #}
    {%- for code in var('indicators') %}
        {%- set model = ref('ind_' ~ code) %}
    {%- if code not in excluded_indicators() %}
            select
                '{{ code }}' as indicator_model_code,
                evaluation_key,
                value,
                numerator,
                denominator,
                status,
                reason_code
            from {{ model }}
            union all
    {%- endif %}
    {%- endfor %}
    select null, null, null, null, null, null, null
    where false

),

final as (

    select
        evaluations.evaluation_key,
        {{ surrogate_key(['indicator_values.indicator_model_code']) }} as indicator_model_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        cast(indicator_values.value as decimal(28, 6)) as value,
        cast(indicator_values.numerator as decimal(28, 6)) as numerator,
        cast(indicator_values.denominator as decimal(28, 6)) as denominator,
        cast(indicator_values.status as varchar) as status,
        cast(indicator_values.reason_code as varchar) as reason_code
    from indicator_values
    inner join {{ ref('fct_evaluations') }} as evaluations
        on indicator_values.evaluation_key = evaluations.evaluation_key

)

select * from final
