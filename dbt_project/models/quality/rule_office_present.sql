with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where is_office_printed

),

findings as (

    select
        evaluation_key,
        null as line_number,
        office_name_line as source_line,
        cast(null as varchar) as observed,
        'the implementing office' as expected,
        '具体实施处（科室）未填写' as message_zh,
        'the implementing office is blank' as message_en
    from evaluations
    where is_office_printed and office_part is null

)

{{ rule_rows() }}
