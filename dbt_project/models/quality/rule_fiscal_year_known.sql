with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        cast(null as varchar) as observed,
        'a fiscal year' as expected,
        '无法确定预算年度：请在 source_documents.csv 登记，或放入以年份命名的文件夹' as message_zh,
        'the fiscal year is unknown: list the document in source_documents.csv or put it into a folder named by year' as message_en
    from evaluations
    where fiscal_year = -1

)

{{ rule_rows() }}
