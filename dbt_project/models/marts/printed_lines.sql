with

lines as (

    select * from {{ ref('int_printed_lines') }}

),

corrections as (

    select
        evaluation_key,
        line_number,
        max(corrected_value) filter (where field_code = 'indicator_name') as indicator_name,
        max(corrected_value) filter (where field_code = 'weight') as weight,
        max(corrected_value) filter (where field_code = 'self_score') as self_score
    from {{ ref('int_corrections') }}
    where not is_stale and line_number is not null
    group by evaluation_key, line_number

),

final as (

    select
        lines.evaluation_key,
        cast(lines.line_number as integer) as line_number,
        lines.category_label_text as category_text,
        lines.subcategory_label_text as subcategory_text,
        lines.indicator_name_text,
        lines.explanation_plain as explanation_text,
        lines.target_operator_text,
        lines.target_text,
        lines.target_unit_text,
        lines.actual_text,
        lines.weight_text,
        lines.self_score_text,
        lines.deviation_plain as deviation_text,
        lines.remark_plain as remark_text,
        corrections.indicator_name as corrected_indicator_name,
        corrections.weight as corrected_weight,
        corrections.self_score as corrected_self_score,
        lines.is_execution_row,
        lines.is_placeholder,
        cast(lines.first_line as bigint) as first_line,
        cast(lines.last_line as bigint) as last_line,
        {{ page_of('documents.page_starts', 'lines.first_line') }} as source_page,
        {{ row_on_page('documents.page_starts', 'lines.first_line') }} as source_row
    from lines
    inner join {{ ref('int_documents') }} as documents on lines.document_hash = documents.document_hash
    left join corrections
        on lines.evaluation_key = corrections.evaluation_key and lines.line_number = corrections.line_number

)

select * from final
