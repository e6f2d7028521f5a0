{{ config(meta={'dagster': {'ref': {'name': 'fct_indicator_scores'}}}) }}
-- A self-score lies between 0 and its weight. Placeholders, and only they, have no weight; they score 0 if anything.
select
    evaluation_key,
    line_number,
    weight_points,
    self_score_points,
    is_placeholder
from {{ ref('fct_indicator_scores') }}
where
    weight_points < 0
    or self_score_points < 0
    or self_score_points > weight_points
    or is_placeholder <> (weight_points is null)
    or (is_placeholder and self_score_points <> 0)
