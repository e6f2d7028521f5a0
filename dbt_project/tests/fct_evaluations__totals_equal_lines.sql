{{ config(meta={'dagster': {'ref': {'name': 'fct_evaluations'}}}) }}
-- The computed totals are the sums of the lines, the printed total is the computed one, and weights are complete.
with

sums as (

    select
        evaluation_key,
        sum(weight_points) filter (where is_in_total) as weight_points,
        sum(self_score_points) filter (where is_in_total) as self_score_points,
        count(*) as line_count,
        count(*) filter (where is_placeholder) as placeholder_count
    from {{ ref('fct_indicator_scores') }}
    group by evaluation_key

)

select
    evaluations.evaluation_key,
    evaluations.total_weight_points,
    sums.weight_points,
    evaluations.total_score_computed_points,
    evaluations.total_score_stated_points,
    sums.self_score_points,
    {{ unquarantined_form_message(
        'its totals are not those of its lines, or not complete',
        'total_score_equals_sum, total_weight_complete or total_row_present'
    ) }} as message
from {{ ref('fct_evaluations') }} as evaluations
inner join {{ ref('dim_scheme') }} as schemes on evaluations.scheme_key = schemes.scheme_key
left join sums on evaluations.evaluation_key = sums.evaluation_key
where
    evaluations.total_weight_points is distinct from sums.weight_points
    or evaluations.total_score_computed_points is distinct from sums.self_score_points
    or coalesce(evaluations.total_score_corrected_points, evaluations.total_score_stated_points)
    <> sums.self_score_points
    or (
        evaluations.total_score_stated_points is null
        and evaluations.total_score_corrected_points is null
        and schemes.is_total_required
    )
    or (schemes.has_line_weights and evaluations.total_weight_points is distinct from schemes.total_points)
    or evaluations.line_count is distinct from sums.line_count
    or evaluations.placeholder_count is distinct from sums.placeholder_count
