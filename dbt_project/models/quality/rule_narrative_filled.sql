with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

-- Template prompts left in count as empty: (200字以内), 请填写, ......, XX.
narratives as (

    select
        evaluations.evaluation_key,
        fields.first_line,
        fields.label_normalised,
        fields.value_normalised,
        regexp_replace(
            fields.value_normalised, '\(?(限)?\d+字(以内|左右|以上)?\)?|\(?请?填写[^。]{0,20}\)?|[…\.。,、;:/\-—×xX*_ ]', '', 'g'
        ) as remaining_text
    from evaluations
    inner join {{ ref('stg_landing__form_fields') }} as fields
        on evaluations.document_hash = fields.document_hash and evaluations.form_ordinal = fields.form_ordinal
    where fields.part = 'head' and fields.field_code in ('goal', 'achievements', 'problems', 'improvements')

),

applicable as (

    select evaluation_key from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        first_line as source_line,
        left(value_normalised, 80) as observed,
        'a text of the filer' as expected,
        label_normalised || ' 未填写或仍为模板提示' as message_zh,
        label_normalised || ' is empty or still the template''s prompt' as message_en
    from narratives
    where remaining_text = ''

)

{{ rule_rows() }}
