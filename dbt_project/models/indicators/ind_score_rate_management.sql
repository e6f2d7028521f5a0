with

-- The schemes that have a category of this kind.
schemes as (

    select distinct scheme_key
    from {{ ref('dim_indicator_category') }}
    where category_code in ('input_management', 'decision', 'management', 'budget_execution')

),

-- Every line item with a weight counts, an execution row printed next to the total too.
sums as (

    select
        evaluation_key,
        sum(self_score_points) as numerator,
        sum(weight_points) as denominator,
        count(*) filter (where self_score_points is null) as unscored_count
    from {{ ref('scored_lines') }}
    where category_code in ('input_management', 'decision', 'management', 'budget_execution')
    group by evaluation_key

),

measured as (

    select
        evaluations.evaluation_key,
        sums.numerator,
        sums.denominator,
        case
            when schemes.scheme_key is null then 'category_not_in_scheme'
            when sums.evaluation_key is null then 'no_weighted_line'
            when sums.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join schemes on evaluations.scheme_key = schemes.scheme_key
    left join sums on evaluations.evaluation_key = sums.evaluation_key

)

{{ indicator_rows() }}
