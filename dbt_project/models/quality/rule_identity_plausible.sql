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
        'identity_implausible',
        expected='the name of a unit or project',
        message_zh='项目或单位名称不像名称',
        message_en='this is no plausible name of a project or unit'
    ) }}

)

{{ rule_rows() }}
