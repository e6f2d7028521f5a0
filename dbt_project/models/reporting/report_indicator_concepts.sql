with

years as (

    select * from {{ ref('rpt_indicator_concept_year') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

final as (

    select
        years.indicator_key,
        years.indicator_name,
        nullif(indicators.indicator_name_en, years.indicator_name) as indicator_name_en,
        sum(years.line_count) as line_count,
        sum(years.weight_points) as weight_points,
        sum(years.self_score_points) as self_score_points,
        sum(years.lost_points) as lost_points
    from years
    inner join indicators on years.indicator_key = indicators.indicator_key
    group by years.indicator_key, years.indicator_name, indicators.indicator_name_en

)

select * from final
