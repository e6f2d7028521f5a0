with

{{ total_scores() }},

scored as (

    select
        total_scores.*,
        departments.budget_unit_code
    from total_scores
    inner join {{ ref('dim_department') }} as departments on total_scores.department_key = departments.department_key

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
