with

fields as (

    select
        fields.*,
        evaluations.scheme_code,
        {{ surrogate_key(['fields.document_hash', 'fields.form_ordinal']) }} as evaluation_key
    from {{ ref('stg_landing__form_fields') }} as fields
    inner join {{ ref('stg_landing__evaluations') }} as evaluations
        on fields.document_hash = evaluations.document_hash and fields.form_ordinal = evaluations.form_ordinal
    where
        fields.part = 'head'
        and fields.funding_source_code <> 'total'
        and fields.field_code in ('initial_budget', 'budget', 'executed')

),

final as (

    select
        fields.document_hash,
        fields.form_ordinal,
        fields.evaluation_key,
        dense_rank() over (partition by fields.evaluation_key order by fields.first_line) as funding_line_number,
        fields.funding_source_code,
        fields.field_code as budget_phase_code,
        split_part(fields.label_normalised, ' ', 1) as funding_source_text,
        fields.label_text,
        fields.value_text,
        fields.value_normalised,
        fields.label_unit,
        coalesce(fields.label_unit, schemes.amount_unit) as assumed_unit,
        {{ as_amount(
            'fields.value_number', 'fields.value_unit', 'coalesce(fields.label_unit, schemes.amount_unit)'
        ) }} as amount_number,
        fields.first_line
    from fields
    inner join {{ ref('schemes') }} as schemes on fields.scheme_code = schemes.scheme_code

)

select * from final
