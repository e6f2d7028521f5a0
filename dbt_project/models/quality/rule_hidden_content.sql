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
        'hidden_content',
        expected='nothing hidden',
        message_zh='文件中有隐藏、删除线或不可见的内容，未计入',
        message_en='hidden, struck or invisible content is left out'
    ) }}

)

{{ rule_rows() }}
