with

applicable as (

    select
        evaluations.evaluation_key,
        evaluations.total_score_number,
        grades.grade_code,
        grades.grade_name_zh,
        grades.stated_grade_code,
        grades.stated_grade_text,
        grades.stated_grade_line
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_grades') }} as grades on evaluations.evaluation_key = grades.evaluation_key
    where grades.stated_grade_code is not null and grades.grade_code is not null

),

findings as (

    select
        evaluation_key,
        stated_grade_line as source_line,
        stated_grade_text as observed,
        {{ show_number('total_score_number') }} as total_score,
        grade_name_zh as grade
    from applicable
    where stated_grade_code <> grade_code

)

{{ rule_rows() }}
