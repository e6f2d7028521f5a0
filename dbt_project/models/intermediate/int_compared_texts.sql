-- Letters and digits only, so that spacing and punctuation make no difference. Short texts are left out: ≥50人次 and 无 are
-- the same in many forms for good reasons.
with

form_texts as (

    select
        cells.evaluation_key,
        cells.field_code,
        0 as line_number,
        cells.value_normalised as text
    from {{ ref('int_form_cells') }} as cells
    inner join {{ ref('text_fields') }} as fields on cells.field_code = fields.field_code

),

line_texts as (

    select
        evaluation_key,
        'target' as field_code,
        line_number,
        target_text as text
    from {{ ref('int_indicator_lines') }}
    union all
    select
        evaluation_key,
        'deviation' as field_code,
        line_number,
        deviation_text as text
    from {{ ref('int_indicator_lines') }}

),

compared as (

    select
        evaluation_key,
        field_code,
        line_number,
        {{ comparison_text('text') }} as compared_text
    from (
        select * from form_texts
        union all
        select * from line_texts
    ) as texts

),

-- A field that a form prints twice is compared once.
final as (

    select
        evaluation_key,
        field_code,
        line_number,
        compared_text
    from compared
    where length(compared_text) >= {{ var('text_reuse_min_characters') }}
    qualify
        row_number() over (
            partition by evaluation_key, field_code, line_number order by length(compared_text) desc, compared_text
        ) = 1

)

select
    evaluation_key,
    field_code,
    line_number,
    {{ surrogate_key(['compared_text']) }} as text_key,
    compared_text
from final
