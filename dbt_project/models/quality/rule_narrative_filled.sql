with

-- Template prompts left in count as empty: (200字以内), 请填写, ......, XX.
narratives as (

    select
        evaluation_key,
        field_code,
        first_line,
        label_normalised,
        value_normalised,
        regexp_replace(
            value_normalised, '\(?(限)?\d+字(以内|左右|以上)?\)?|\(?请?填写[^。]{0,20}\)?|[…\.。,、;:/\-—×xX*_ ]', '', 'g'
        ) as remaining_text
    from {{ ref('int_form_cells') }}
    where part = 'head' and field_code in ('goal', 'achievements', 'problems', 'improvements')

),

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        field_code,
        first_line as source_line,
        left(value_normalised, 80) as observed,
        label_normalised as label
    from narratives
    where remaining_text = ''

)

{{ rule_rows() }}
