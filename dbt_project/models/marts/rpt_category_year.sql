with

scores as (

    select * from {{ ref('fct_indicator_scores') }}
    where is_in_total

),

categories as (

    select * from {{ ref('dim_indicator_category') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

summed as (

    select
        fiscal_year,
        scheme_key,
        category_key,
        count(distinct evaluation_key) as evaluation_count,
        count(*) as line_count,
        sum(weight_points) filter (where self_score_points is not null) as weight_points,
        sum(self_score_points) filter (where weight_points is not null) as self_score_points,
        sum(lost_points) as lost_points
    from scores
    group by fiscal_year, scheme_key, category_key

),

quarantined as (

    {{ quarantined_sums(['fiscal_year', 'scheme_key']) }}

),

final as (

    select
        summed.fiscal_year,
        summed.scheme_key,
        schemes.scheme_name_zh,
        summed.category_key,
        categories.category_name,
        categories.category_ordinal,
        summed.evaluation_count,
        summed.line_count,
        cast(summed.weight_points as decimal(38, 4)) as weight_points,
        cast(summed.self_score_points as decimal(38, 4)) as self_score_points,
        cast(summed.lost_points as decimal(38, 4)) as lost_points,
        {{ safe_ratio('summed.self_score_points', 'summed.weight_points') }} as score_rate,
        {{ quarantined_columns(prefix='scheme_') }}
    from summed
    inner join categories on summed.category_key = categories.category_key
    inner join schemes on summed.scheme_key = schemes.scheme_key
    left join quarantined on summed.fiscal_year = quarantined.fiscal_year and summed.scheme_key = quarantined.scheme_key

)

select * from final
