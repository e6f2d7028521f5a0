{{ config(meta={'dagster': {'ref': {'name': 'fct_indicator_scores'}}}) }}
-- A self-score lies between 0 and its weight, a scored line has a weight, and only placeholders have neither.
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
    or (self_score_points is not null and weight_points is null)
    or is_placeholder <> (weight_points is null)
