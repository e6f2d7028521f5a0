{{ config(meta={'dagster': {'ref': {'name': 'fct_indicator_scores'}}}) }}
-- A self-score lies between 0 and its weight. Placeholders have no weight and score 0 if anything; other lines have one,
-- unless the scheme prints none.
select
    scores.evaluation_key,
    scores.line_number,
    scores.weight_points,
    scores.self_score_points,
    scores.is_placeholder,
    {{ tell_escaped_form('a score is not between 0 and its weight', 'score_within_weight') }} as message
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
