with

grades as (

    select * from {{ ref('int_printed_grades') }}
    where has_bands and grade_code is not null

),

contradictory as (

    select
        evaluation_key,
        max(source_line) as source_line,
        string_agg(grade_text, ', ' order by source_line, grade_text) as observed
    from grades
    group by evaluation_key
    having count(distinct grade_code) > 1

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
        observed,
        'one grade' as expected,
        '填写了不同的绩效等级：' || observed as message_zh,
        'different grades are printed: ' || observed as message_en
    from contradictory

)

{{ rule_rows() }}
