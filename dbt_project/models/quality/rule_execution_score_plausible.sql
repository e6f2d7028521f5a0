with

scored as (

    select
        lines.evaluation_key,
        lines.line_number,
        lines.first_line,
        lines.self_score_normalised,
        lines.weight_number,
        lines.self_score_number,
        {{ safe_ratio('evaluations.executed_yuan', 'evaluations.budget_yuan') }} as execution_rate
    from {{ ref('int_indicator_lines') }} as lines
    inner join {{ ref('int_evaluations') }} as evaluations on lines.evaluation_key = evaluations.evaluation_key
    where lines.indicator_code = 'budget_execution_rate' and lines.weight_number > 0

),

applicable as (

    select distinct evaluation_key from scored
    where execution_rate is not null and self_score_number is not null

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        self_score_normalised as observed,
        {{ show_number('weight_number') }} as weight,
        {{ show_number('execution_rate * 100') }} as percent
    from scored
    where execution_rate < 1 and self_score_number = weight_number

)

{{ rule_rows(grain='line') }}
