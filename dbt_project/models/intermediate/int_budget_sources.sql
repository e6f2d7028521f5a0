with

amounts as (

    select * from {{ ref('int_form_values') }}
    where value_kind = 'amount' and funding_source_code is not null

),

final as (

    select
        document_hash,
        form_ordinal,
        evaluation_key,
        dense_rank() over (partition by evaluation_key order by source_line) as funding_line_number,
        funding_source_code,
        field_code as budget_phase_code,
        split_part(label_normalised, ' ', 1) as funding_source_text,
        label_text,
        printed_text as value_text,
        value_normalised,
        label_unit,
        assumed_unit,
        number as amount_number,
        source_line as first_line
    from amounts

)

select * from final
