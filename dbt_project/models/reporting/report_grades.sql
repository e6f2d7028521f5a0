with

distribution as (

    select * from {{ ref('rpt_grade_distribution') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

grades as (

    select * from {{ ref('dim_grade') }}

),

final as (

    select
        schemes.scheme_code,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        grades.grade_name_zh,
        grades.grade_name_en,
        grades.grade_ordinal,
        grades.lower_bound_points,
        distribution.fiscal_year,
        distribution.grade_key,
        distribution.evaluation_count,
        distribution.scheme_evaluation_count,
        distribution.evaluation_share
    from distribution
    inner join schemes on distribution.scheme_key = schemes.scheme_key
    inner join grades on distribution.grade_key = grades.grade_key

)

select * from final
