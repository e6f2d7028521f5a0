with

measured as (

    select
        evaluation_key,
        score_change_points as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case when score_change_points is null then 'no_prior_year' end as reason_code
    from {{ ref('rpt_projects') }}

)

{{ indicator_rows(value='numerator') }}
