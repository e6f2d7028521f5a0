{{ config(meta={'dagster': {'ref': {'name': 'fct_indicator_scores'}}}) }}
-- A self-score is between 0 and its weight. Placeholders have no weight, and a score of 0 or none. Other lines have a
-- weight, unless the scheme prints none.
select
    scores.evaluation_key,
    scores.line_number,
    scores.weight_points,
    scores.self_score_points,
    scores.is_placeholder,
    {{ unquarantined_form_message('a score is not between 0 and its weight', 'score_within_weight') }} as message
from {{ ref('fct_indicator_scores') }} as scores
inner join {{ ref('dim_scheme') }} as schemes on scores.scheme_key = schemes.scheme_key
inner join {{ ref('fct_evaluations') }} as evaluations on scores.evaluation_key = evaluations.evaluation_key
where
    scores.weight_points < 0
    or scores.self_score_points < 0
    or scores.self_score_points > scores.weight_points
    or (scores.is_placeholder and scores.weight_points is not null)
    or (not scores.is_placeholder and scores.weight_points is null and schemes.has_line_weights)
    or (scores.is_placeholder and scores.self_score_points <> 0)
