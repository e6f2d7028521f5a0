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
        'money_unit_conflict',
        expected='one unit of money',
        message_zh='表上印有互相矛盾的金额单位',
        message_en='the form prints different units of money for its amounts'
    ) }}

)

{{ rule_rows() }}
