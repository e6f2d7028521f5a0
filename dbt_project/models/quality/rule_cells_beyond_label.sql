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
        'cells_beyond_label',
        expected='every cell under a label',
        message_zh='表头中有无法归到任何标签的单元格',
        message_en='a cell of the head belongs to no label'
    ) }}

)

{{ rule_rows() }}
