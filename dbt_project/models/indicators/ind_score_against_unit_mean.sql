with

-- A total over a line item without a score would be too low. An execution row printed next to the total is not part of it.
unscored as (

    select distinct evaluation_key
    from {{ ref('scored_lines') }}
    where is_in_total and self_score_points is null

),

scored as (

    select
        evaluations.evaluation_key,
        evaluations.fiscal_year,
        departments.budget_unit_code,
        evaluations.total_score_computed_points as numerator,
        evaluations.total_weight_points as denominator,
        case
            when coalesce(evaluations.total_weight_points, 0) = 0 then 'no_weighted_line'
            when evaluations.total_score_computed_points is null or unscored.evaluation_key is not null then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key
    left join unscored on evaluations.evaluation_key = unscored.evaluation_key

),

-- The unit's rate is a ratio of sums, of its evaluations of one year that have a rate.
units as (

    select
        budget_unit_code,
        fiscal_year,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        count(*) as evaluation_count
    from scored
    where reason_code is null
    group by budget_unit_code, fiscal_year

),

measured as (

    select
        scored.evaluation_key,
        {{ safe_ratio('scored.numerator', 'scored.denominator') }}
        - {{ safe_ratio('units.numerator', 'units.denominator') }} as numerator,
        cast(null as decimal(18, 6)) as denominator,
        case
            when scored.reason_code is not null then scored.reason_code
            when scored.budget_unit_code = '-1' then 'unit_unknown'
            when scored.fiscal_year = -1 then 'year_unknown'
            when units.evaluation_count = 1 then 'only_evaluation_of_unit'
        end as reason_code
    from scored
    left join units on scored.budget_unit_code = units.budget_unit_code and scored.fiscal_year = units.fiscal_year

)

{{ indicator_rows(value='numerator') }}
