with

grades as (

    select * from {{ ref('int_printed_grades') }}
    where has_bands and not {{ is_blank('grade_text') }}

),

applicable as (

    select distinct evaluation_key
    from grades

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        grade_text as observed,
        'a grade of the scheme' as expected,
        '绩效等级无法识别：' || grade_text as message_zh,
        'the printed grade cannot be read: ' || grade_text as message_en
    from grades
    where grade_code is null

)

{{ rule_rows() }}
