with

facts as (

    select * from {{ ref('fct_indicator_values') }}

),

models as (

    select * from {{ ref('dim_indicator_model') }}

),

final as (

    select
        facts.evaluation_key,
        models.indicator_model_ordinal,
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        models.unit,
        -- From its parts where it has a denominator: a percentage is rounded once, when it is printed.
        cast(
            case
                when facts.value is not null
                    then coalesce({{ safe_ratio('facts.numerator', 'facts.denominator') }}, facts.value)
            end as decimal(38, 12)
        ) as value,
        facts.status,
        facts.reason_code
    from facts
    inner join models on facts.indicator_model_key = models.indicator_model_key

)

select * from final
