with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- Amounts of the head that stand under a label no layout knows, or under none.
unlabelled as (

    select
        document_hash,
        form_ordinal,
        first_line,
        label_normalised,
        value_normalised
    from {{ ref('stg_landing__form_fields') }}
    where
        part = 'head'
        and field_code is null
        and {{ parse_number('value_normalised', '元|万元|亿元|万|亿') }} is not null

),

applicable as (

    select evaluation_key
    from evaluations
    where {{ is_blank('budget_normalised') }} or {{ is_blank('executed_normalised') }}

),

findings as (

    select
        evaluations.evaluation_key,
        null as line_number,
        unlabelled.first_line as source_line,
        unlabelled.value_normalised as observed,
        'an amount under a known label' as expected,
        '预算数或执行数缺失，而 ' || coalesce(unlabelled.label_normalised, '（无标签）') || ' 下有金额 '
        || unlabelled.value_normalised || '；请在 form_labels.csv 增加该标签' as message_zh,
        'budget or executed amount is missing, and ' || unlabelled.value_normalised || ' stands under '
        || coalesce(unlabelled.label_normalised, 'no label') || ': add the label to form_labels.csv' as message_en
    from evaluations
    inner join unlabelled
        on
            evaluations.document_hash = unlabelled.document_hash
            and evaluations.form_ordinal = unlabelled.form_ordinal
    where {{ is_blank('evaluations.budget_normalised') }} or {{ is_blank('evaluations.executed_normalised') }}

)

{{ rule_rows() }}
