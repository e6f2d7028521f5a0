{#- Shares of 1: below which execution is low, and by how much a score may exceed the rate. -#}
{%- set low_rate = 'cast(' ~ var('low_execution_rate') ~ ' as decimal(6, 4))' -%}
{%- set tolerance = 'cast(' ~ var('execution_score_tolerance') ~ ' as decimal(6, 4))' -%}
with

evaluations as (

    select
        evaluations.evaluation_key,
        evaluations.total_line,
        evaluations.first_line,
        evaluations.total_score_number,
        evaluations.total_weight_number,
        {{ safe_ratio('evaluations.executed_yuan', 'evaluations.budget_yuan') }} as execution_rate,
        grades.grade_name_zh,
        bands.ordinal as grade_ordinal
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_grades') }} as grades on evaluations.evaluation_key = grades.evaluation_key
    left join {{ ref('grade_bands') }} as bands
        on evaluations.scheme_code = bands.scheme_code and grades.grade_code = bands.grade_code

),

lines as (

    select
        lines.evaluation_key,
        lines.line_number,
        lines.first_line,
        lines.self_score_normalised,
        lines.weight_number,
        lines.self_score_number,
        evaluations.execution_rate
    from {{ ref('int_indicator_lines') }} as lines
    inner join evaluations on lines.evaluation_key = evaluations.evaluation_key
    where
        (lines.is_execution_row or lines.indicator_code = 'budget_execution_rate')
        and lines.weight_number > 0
        and lines.self_score_number is not null

),

applicable as (

    select evaluation_key from evaluations
    where execution_rate >= 0 and total_score_number is not null

),

findings as (

    select
        evaluation_key,
        'total' as case_code,
        null as line_number,
        coalesce(total_line, first_line) as source_line,
        {{ show_number('total_score_number') }} as observed,
        coalesce(grade_name_zh, '满分') as grade,
        null as weight,
        {{ show_number('round(execution_rate * 100, 2)') }} as percent
    from evaluations
    where
        execution_rate >= 0
        and execution_rate < {{ low_rate }}
        -- A scheme without bands has no best grade: there, full marks.
        and coalesce(grade_ordinal = 1, total_score_number = total_weight_number)
    union all
    select
        evaluation_key,
        'line',
        line_number,
        first_line,
        self_score_normalised,
        null,
        {{ show_number('weight_number') }},
        {{ show_number('round(execution_rate * 100, 2)') }}
    from lines
    where execution_rate >= 0 and self_score_number > weight_number * (execution_rate + {{ tolerance }})

)

{{ rule_rows(grain='line') }}
