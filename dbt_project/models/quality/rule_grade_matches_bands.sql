with

evaluations as (

    select
        evaluations.*,
        grades.grade_code,
        grades.grade_name_zh,
        grades.stated_grade_code,
        grades.stated_grade_text,
        grades.stated_grade_line
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_grades') }} as grades on evaluations.evaluation_key = grades.evaluation_key

),

applicable as (

    select evaluation_key
    from evaluations
    where stated_grade_code is not null and grade_code is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        stated_grade_line as source_line,
        stated_grade_text as observed,
        grade_name_zh as expected,
        '绩效等级填写为 ' || stated_grade_text
        || '，按 ' || {{ show_number('total_score_number') }} || ' 分应为 ' || grade_name_zh as message_zh,
        'the printed grade is ' || stated_grade_text
        || ', ' || {{ show_number('total_score_number') }} || ' points are ' || grade_name_zh as message_en
    from evaluations
    where stated_grade_code <> grade_code

)

{{ rule_rows() }}
