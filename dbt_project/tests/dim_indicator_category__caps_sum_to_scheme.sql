{{ config(meta={'dagster': {'ref': {'name': 'dim_indicator_category'}}}) }}
-- The binding caps of a scheme distribute its points, all of them.
select
    schemes.scheme_code,
    schemes.total_points,
    sum(categories.cap_points) as cap_points
from {{ ref('dim_indicator_category') }} as categories
inner join {{ ref('dim_scheme') }} as schemes on categories.scheme_key = schemes.scheme_key
where categories.cap_kind = 'binding'
group by schemes.scheme_code, schemes.total_points
having sum(categories.cap_points) <> schemes.total_points
