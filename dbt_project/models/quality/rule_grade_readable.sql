with

grades as (

    select * from {{ ref('int_printed_grades') }}
    where has_bands and not {{ is_blank('grade_text') }}

),

applicable as (

    select distinct evaluation_key from grades

),

findings as (

    select
        evaluation_key,
        source_line,
        grade_text as observed
    from grades
    where grade_code is null

)

{{ rule_rows() }}
