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
        'choice_unreadable',
        expected='one box ticked',
        message_zh='勾选项不是恰好选中一个',
        message_en='not exactly one box is ticked'
    ) }}

)

{{ rule_rows() }}
