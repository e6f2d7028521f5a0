with

-- Lines of documents where a rule fails.
findings as (

    select distinct
        evaluation_key,
        source_line
    from {{ ref('int_rule_rows') }}
    where outcome = 'fail' and source_line is not null

),

final as (

    select distinct
        cells.evaluation_key,
        cast(cells.line_number as integer) as line_number,
        cells.field_code,
        cast(cells.first_line as bigint) as first_line,
        cast(cells.last_line as bigint) as last_line,
        cells.correction_row
    from {{ ref('int_correctable_cells') }} as cells
    inner join findings
        on
            cells.evaluation_key = findings.evaluation_key
            and findings.source_line between cells.first_line and cells.last_line

)

select * from final
