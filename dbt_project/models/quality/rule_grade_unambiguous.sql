with

grades as (

    select * from {{ ref('int_printed_grades') }}
    where has_bands and grade_code is not null

),

applicable as (

    select distinct evaluation_key from grades

),

findings as (

    select
        evaluation_key,
        max(source_line) as source_line,
        string_agg(grade_text, ', ' order by source_line, grade_text) as observed
    from grades
    group by evaluation_key
    having count(distinct grade_code) > 1

)

{{ rule_rows() }}
