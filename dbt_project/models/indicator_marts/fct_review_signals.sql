with

signals as (

    select
        signals.*,
        models.indicator_model_key,
        models.unit
    from {{ ref('review_signals') }} as signals
    inner join {{ ref('dim_indicator_model') }} as models on signals.indicator_model_code = models.indicator_model_code

),

final as (

    select
        measured.evaluation_key,
        signals.signal_code,
        signals.indicator_model_key,
        measured.project_key,
        measured.department_key,
        measured.fiscal_year,
        measured.scheme_key,
        signals.signal_name_zh,
        signals.signal_name_en,
        signals.unit,
        measured.value,
        signals.comparison,
        signals.threshold_number,
        signals.signal_points
    from {{ ref('fct_indicator_values') }} as measured
    inner join signals on measured.indicator_model_key = signals.indicator_model_key
    where
        case signals.comparison
            when 'at_least' then measured.value >= signals.threshold_number
            when 'below' then measured.value < signals.threshold_number
        end

)

select * from final
