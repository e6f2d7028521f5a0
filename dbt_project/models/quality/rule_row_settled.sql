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
        'row_unsettled',
        expected='one way to join the lines',
        message_zh='跨页的行无法确定归属',
        message_en='a line at the end of a page can belong to several rows'
    ) }}

)

{{ rule_rows() }}
