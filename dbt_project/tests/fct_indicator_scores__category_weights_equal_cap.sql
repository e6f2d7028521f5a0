{{ config(meta={'dagster': {'ref': {'name': 'fct_indicator_scores'}}}) }}
-- Computed independently of the rule: the weights of each binding category of each admitted evaluation sum to its cap.
with

expected as (

    select
        evaluations.evaluation_key,
        categories.category_key,
        categories.cap_points,
        {{ unquarantined_form_message('the weights of a category are not its cap', 'category_weights_equal_cap') }} as message
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('dim_indicator_category') }} as categories on evaluations.scheme_key = categories.scheme_key
    where categories.cap_kind = 'binding'

),

sums as (

    select
        evaluation_key,
        category_key,
        sum(weight_points) as weight_points
    from {{ ref('fct_indicator_scores') }}
    group by evaluation_key, category_key

)

select
    expected.evaluation_key,
    expected.category_key,
    expected.cap_points,
    sums.weight_points,
    expected.message
from expected
left join sums on expected.evaluation_key = sums.evaluation_key and expected.category_key = sums.category_key
where coalesce(sums.weight_points, 0) <> expected.cap_points
