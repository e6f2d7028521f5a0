with

status as (

    select * from {{ ref('indicator_status') }}

),

models as (

    select * from {{ ref('dim_indicator_model') }}

),

final as (

    select
        models.indicator_model_ordinal,
        models.indicator_model_name_zh,
        models.indicator_model_name_en,
        status.indicator_model_code,
        status.cause
    from status
    inner join models on status.indicator_model_key = models.indicator_model_key
    where status.release_status = 'withheld'

)

select * from final
