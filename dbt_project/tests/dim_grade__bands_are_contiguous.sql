{{ config(meta={'dagster': {'ref': {'name': 'dim_grade'}}}) }}
-- The bands of a scheme follow one another from 0 to its full points, without gap or overlap.
with

bands as (

    select
        grades.scheme_key,
        grades.lower_bound_points,
        grades.upper_bound_points,
        coalesce(
            lag(grades.lower_bound_points) over (partition by grades.scheme_key order by grades.grade_ordinal),
            schemes.total_points
        ) as expected_upper_bound_points,
        row_number() over (partition by grades.scheme_key order by grades.grade_ordinal desc) as place_from_below
    from {{ ref('dim_grade') }} as grades
    inner join {{ ref('dim_scheme') }} as schemes on grades.scheme_key = schemes.scheme_key
    where grades.grade_key > 0

)

select *
from bands
where
    upper_bound_points <> expected_upper_bound_points
    or lower_bound_points >= upper_bound_points
    or (place_from_below = 1 and lower_bound_points <> 0)
