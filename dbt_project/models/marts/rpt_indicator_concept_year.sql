with

scores as (

    select * from {{ ref('fct_indicator_scores') }}
    where is_in_total

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

summed as (

    select
        fiscal_year,
        indicator_key,
        count(distinct evaluation_key) as evaluation_count,
        count(*) filter (where not is_placeholder) as line_count,
        count(*) filter (where is_placeholder) as placeholder_count,
        sum(weight_points) filter (where self_score_points is not null) as weight_points,
        sum(self_score_points) filter (where weight_points is not null) as self_score_points,
        sum(lost_points) as lost_points
    from scores
    group by fiscal_year, indicator_key

),

quarantined as (

    {{ quarantined_sums(['fiscal_year']) }}

),

final as (

    select
        summed.fiscal_year,
        summed.indicator_key,
        indicators.indicator_name,
        summed.evaluation_count,
        summed.line_count,
        summed.placeholder_count,
        cast(summed.weight_points as decimal(38, 4)) as weight_points,
        cast(summed.self_score_points as decimal(38, 4)) as self_score_points,
        cast(summed.lost_points as decimal(38, 4)) as lost_points,
        {{ safe_ratio('summed.self_score_points', 'summed.weight_points') }} as score_rate,
        {{ quarantined_columns(prefix='year_') }}
    from summed
    inner join indicators on summed.indicator_key = indicators.indicator_key
    left join quarantined on summed.fiscal_year = quarantined.fiscal_year

)

select * from final
