with

-- Sums over all line items of a unit, year and scheme that an assessor scored too.
units as (

    select
        budget_unit_code,
        fiscal_year,
        scheme_key,
        sum(score_gap_points) as score_gap_points,
        sum(weight_points) as weight_points
    from {{ ref('rpt_reviewer_gap') }}
    where weight_points is not null
    group by budget_unit_code, fiscal_year, scheme_key

),

measured as (

    select
        evaluations.evaluation_key,
        -100 * units.score_gap_points as numerator,
        units.weight_points as denominator,
        case when coalesce(units.weight_points, 0) = 0 then 'not_reviewed' end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key
    left join units
        on
            departments.budget_unit_code = units.budget_unit_code
            and evaluations.fiscal_year = units.fiscal_year
            and evaluations.scheme_key = units.scheme_key

)

{{ indicator_rows() }}
