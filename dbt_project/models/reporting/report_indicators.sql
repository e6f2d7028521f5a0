with

years as (

    select * from {{ ref('rpt_indicator_by_year') }}

),

models as (

    select * from {{ ref('dim_indicator_model') }}

),

final as (

    select
        models.indicator_model_code,
        models.indicator_model_ordinal,
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        models.definition_zh,
        models.definition_en,
        models.formula_zh,
        models.formula_en,
        models.unit,
        models.direction,
        models.rollup,
        years.fiscal_year,
        -- From its parts: a percentage is rounded once, when it is printed.
        cast(
            case
                when models.rollup = 'ratio_of_sums' then {{ safe_ratio('years.numerator', 'years.denominator') }}
                else years.value
            end as decimal(38, 12)
        ) as value,
        years.value_count,
        years.not_applicable_count,
        years.insufficient_data_count
    from years
    inner join models on years.indicator_model_key = models.indicator_model_key

)

select * from final
