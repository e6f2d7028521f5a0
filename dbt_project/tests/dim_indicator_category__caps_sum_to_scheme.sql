{{ config(meta={'dagster': {'ref': {'name': 'dim_indicator_category'}}}) }}
-- The binding caps of a scheme distribute its points: all of them where every category has one, never more.
with

caps as (

    select
        schemes.scheme_code,
        schemes.total_points,
        sum(categories.cap_points) filter (where categories.cap_kind = 'binding') as cap_points,
        bool_and(categories.cap_kind = 'binding' and categories.cap_points is not null) as is_fully_capped
    from {{ ref('dim_indicator_category') }} as categories
    inner join {{ ref('dim_scheme') }} as schemes on categories.scheme_key = schemes.scheme_key
    group by schemes.scheme_code, schemes.total_points

)

select
    scheme_code,
    total_points,
    cap_points
from caps
where cap_points > total_points or (is_fully_capped and cap_points <> total_points)
