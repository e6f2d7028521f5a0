{{ config(meta={'dagster': {'ref': {'name': 'rpt_category_year'}}}) }}
-- Lost points by category and by indicator are the weights minus the scores of the totals, in each year. Forms with a line
-- that has only one of weight and score have no total that ties.
with

half_known as (

    select distinct
        fiscal_year,
        scheme_key
    from {{ ref('fct_indicator_scores') }}
    where is_in_total and coalesce(weight_points, 0) + coalesce(self_score_points, 0) <> 0 and lost_points is null

),

totals as (

    select
        fiscal_year,
        scheme_key,
        sum(total_weight_points - total_score_computed_points) as lost_points
    from {{ ref('fct_evaluations') }}
    group by fiscal_year, scheme_key

),

by_category as (

    select
        fiscal_year,
        scheme_key,
        sum(lost_points) as lost_points
    from {{ ref('rpt_category_year') }}
    group by fiscal_year, scheme_key

),

by_concept as (

    select
        fiscal_year,
        sum(lost_points) as lost_points
    from {{ ref('rpt_indicator_concept_year') }}
    group by fiscal_year

),

year_totals as (

    select
        fiscal_year,
        sum(lost_points) as lost_points
    from totals
    group by fiscal_year

)

select
    totals.fiscal_year,
    totals.lost_points,
    by_category.lost_points as line_lost_points,
    'lost points by category are not those of the totals' as message
from totals
left join by_category on totals.fiscal_year = by_category.fiscal_year and totals.scheme_key = by_category.scheme_key
left join half_known on totals.fiscal_year = half_known.fiscal_year and totals.scheme_key = half_known.scheme_key
where totals.lost_points is distinct from by_category.lost_points and half_known.scheme_key is null
union all
select
    year_totals.fiscal_year,
    year_totals.lost_points,
    by_concept.lost_points as line_lost_points,
    'lost points by indicator are not those of the totals'
from year_totals
left join by_concept on year_totals.fiscal_year = by_concept.fiscal_year
where
    year_totals.lost_points is distinct from by_concept.lost_points
    and year_totals.fiscal_year not in (select fiscal_year from half_known)
