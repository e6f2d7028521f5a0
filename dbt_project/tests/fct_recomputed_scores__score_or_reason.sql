{{ config(meta={'dagster': {'ref': {'name': 'fct_recomputed_scores'}}}) }}
-- Every line item has a recomputed score of at most its weight, or a reason with a text, and not both.
select
    scores.evaluation_key,
    scores.line_number,
    recomputed.recomputed_score_points,
    recomputed.reason_code,
    'evaluation ' || scores.evaluation_key || ', line item ' || scores.line_number || ': its recomputed score is '
    || coalesce(cast(recomputed.recomputed_score_points as varchar), 'missing') || ' with the reason '
    || coalesce(recomputed.reason_code, 'NULL') || '. See fct_recomputed_scores.sql and recomputation_reasons.csv' as message
from {{ ref('fct_indicator_scores') }} as scores
left join {{ ref('fct_recomputed_scores') }} as recomputed
    on scores.evaluation_key = recomputed.evaluation_key and scores.line_number = recomputed.line_number
where
    (recomputed.recomputed_score_points is null) = (recomputed.reason_zh is null)
    or recomputed.recomputed_score_points < 0
    or recomputed.recomputed_score_points > scores.weight_points
