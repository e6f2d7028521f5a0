with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    {{ issue_findings(
        'figure_torn',
        expected='a whole number',
        message_zh='数字被跨页或分隔符截断',
        message_en='a number is torn by a page end or a separator'
    ) }}

)

{{ rule_rows() }}
