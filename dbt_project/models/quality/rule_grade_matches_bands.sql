with

evaluations as (

    select
        evaluations.*,
        grades.grade_code,
        grades.grade_name_zh
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_grades') }} as grades on evaluations.evaluation_key = grades.evaluation_key

),

applicable as (

    select evaluation_key
    from evaluations
    where grade_normalised is not null and grade_code is not null

),

findings as (

    select
        evaluation_key,
        null as line_number,
        grade_line as source_line,
        grade_normalised as observed,
        grade_name_zh as expected,
        '绩效等级填写为 ' || grade_normalised
        || '，按 ' || {{ show_number('total_score_number') }} || ' 分应为 ' || grade_name_zh as message_zh,
        'the printed grade is ' || grade_normalised
        || ', ' || {{ show_number('total_score_number') }} || ' points are ' || grade_name_zh as message_en
    from evaluations
    where grade_code is not null and {{ key_part('grade_normalised') }} <> grade_name_zh

)

{{ rule_rows() }}
