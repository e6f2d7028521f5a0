with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where category_basis <> 'none'

),

findings as (

    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        category_basis as observed,
        'one way to group the lines' as expected,
        '按类别上限分组存在多种可能，无法确定指标所属类别' as message_zh,
        'several ways of grouping the lines agree with the printed caps; the category of a line is uncertain' as message_en
    from evaluations
    where category_basis = 'unsettled'

)

{{ rule_rows() }}
