with

cells as (

    select * from {{ ref('int_printed_cells') }}

),

-- A correction of the cell that it names; a line item's is in printed_lines.
corrections as (

    select * from {{ ref('int_corrections') }}
    where not is_stale and line_number is null

),

final as (

    select
        cells.evaluation_key,
        cast(row_number() over (
            partition by cells.evaluation_key
            order by cells.part_ordinal, cells.line_number, cells.cell_number, cells.first_line, cells.label_text
        ) as integer) as field_ordinal,
        cells.part,
        cast(cells.line_number as integer) as line_number,
        cells.field_code,
        cells.funding_source_code,
        cells.label_text,
        cells.label_unit,
        cells.value_text,
        corrections.corrected_value,
        cast(cells.first_line as bigint) as first_line,
        cast(cells.last_line as bigint) as last_line,
        {{ page_of('documents.page_starts', 'cells.first_line') }} as source_page,
        {{ row_on_page('documents.page_starts', 'cells.first_line') }} as source_row
    from cells
    inner join {{ ref('int_documents') }} as documents on cells.document_hash = documents.document_hash
    left join corrections
        on
            cells.evaluation_key = corrections.evaluation_key
            and cells.field_code = corrections.field_code
            and coalesce(cells.funding_source_code, 'total') = 'total'
            and cells.line_number is null
            and corrections.source_line between cells.first_line and cells.last_line

)

select * from final
