with

newest as (

    select
        document_hash,
        load_id
    from {{ ref('stg_landing__documents') }}

),

final as (

    select
        landed.document_hash,
        landed.form_ordinal,
        landed.line_number,
        landed.category_label_text,
        landed.category_code,
        landed.category_normalised,
        landed.category_cap_normalised,
        landed.category_cap_number,
        landed.subcategory_label_text,
        landed.subcategory_normalised,
        landed.indicator_name_text,
        landed.indicator_name_normalised,
        landed.explanation_text,
        landed.explanation_plain,
        landed.target_operator_text,
        landed.target_operator_normalised,
        landed.target_text,
        landed.target_normalised,
        landed.target_unit_text,
        landed.target_unit_normalised,
        landed.actual_text,
        landed.actual_normalised,
        landed.weight_text,
        landed.weight_normalised,
        landed.weight_number,
        landed.self_score_text,
        landed.self_score_normalised,
        landed.self_score_number,
        landed.deviation_text,
        landed.deviation_plain,
        landed.remark_text,
        landed.remark_plain,
        landed.is_placeholder,
        landed.is_execution_row,
        landed.first_line,
        landed.last_line,
        landed.first_page,
        landed.last_page
    from {{ source('landing', 'indicator_lines') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
