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
        'title_of_another_scheme',
        expected='the scheme of the title',
        message_zh='标题与表体所属方案不同',
        message_en='the title belongs to another scheme than the body'
    ) }}

)

{{ rule_rows() }}
