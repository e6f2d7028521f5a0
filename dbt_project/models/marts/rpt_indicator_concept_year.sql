with

scores as (

    select * from {{ ref('fct_indicator_scores') }}

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

    select
        fiscal_year,
        count(*) as quarantined_evaluation_count,
        sum(budget_yuan) as quarantined_budget_yuan
    from {{ ref('quarantined_evaluations') }}
    group by fiscal_year

),

final as (

    select
        summed.fiscal_year,
        summed.indicator_key,
        indicators.indicator_name,
        summed.evaluation_count,
        summed.line_count,
        summed.placeholder_count,
        cast(coalesce(summed.weight_points, 0) as decimal(38, 4)) as weight_points,
        cast(coalesce(summed.self_score_points, 0) as decimal(38, 4)) as self_score_points,
        cast(coalesce(summed.lost_points, 0) as decimal(38, 4)) as lost_points,
        {{ safe_ratio('summed.self_score_points', 'summed.weight_points') }} as score_rate,
        cast(coalesce(quarantined.quarantined_evaluation_count, 0) as bigint) as quarantined_evaluation_count,
        {{ quarantined_budget() }} as quarantined_budget_yuan
    from summed
    inner join indicators on summed.indicator_key = indicators.indicator_key
    left join quarantined on summed.fiscal_year = quarantined.fiscal_year

)

select * from final
