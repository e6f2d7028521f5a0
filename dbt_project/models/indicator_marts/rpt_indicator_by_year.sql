with

indicator_values as (

    select
        facts.*,
        departments.budget_unit_code,
        departments.budget_unit_name
    from {{ ref('fct_indicator_values') }} as facts
    inner join {{ ref('dim_department') }} as departments on facts.department_key = departments.department_key

),

models as (

    select * from {{ ref('dim_indicator_model') }}

),

-- Parts add up; a rate of many evaluations is the quotient of their sums, never the mean of their rates.
evaluated as (

    select
        indicator_values.fiscal_year,
        indicator_values.indicator_model_key,
        count(*) as evaluation_count,
        count(*) filter (where indicator_values.status = 'value') as value_count,
        count(*) filter (where indicator_values.status = 'not_applicable') as not_applicable_count,
        count(*) filter (where indicator_values.status = 'insufficient_data') as insufficient_data_count,
        sum(indicator_values.value) filter (where indicator_values.status = 'value') as value_sum,
        sum(indicator_values.numerator) filter (where indicator_values.status = 'value') as numerator,
        sum(indicator_values.denominator) filter (where indicator_values.status = 'value') as denominator
    from indicator_values
    group by indicator_values.fiscal_year, indicator_values.indicator_model_key

),

quarantined as (

    {{ quarantined_sums(['fiscal_year']) }}

),

final as (

    select
        evaluated.fiscal_year,
        evaluated.indicator_model_key,
        models.indicator_model_code,
        models.indicator_model_name_zh,
        models.unit,
        models.rollup,
        case models.rollup
            when 'ratio_of_sums' then {{ safe_ratio('evaluated.numerator', 'evaluated.denominator', places=6) }}
            when 'sum' then evaluated.value_sum
        end as value,
        cast(evaluated.numerator as decimal(38, 6)) as numerator,
        cast(evaluated.denominator as decimal(38, 6)) as denominator,
        evaluated.evaluation_count,
        evaluated.value_count,
        evaluated.not_applicable_count,
        evaluated.insufficient_data_count,
        {{ quarantined_columns(prefix='year_') }}
    from evaluated
    inner join models on evaluated.indicator_model_key = models.indicator_model_key
    left join quarantined on evaluated.fiscal_year = quarantined.fiscal_year

)

select * from final
