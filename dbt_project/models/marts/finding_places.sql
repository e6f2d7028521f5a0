with

-- A finding is about a value, or about the line where the value is missing.
findings as (

    select distinct
        evaluation_key,
        line_number,
        field_code,
        source_line
    from {{ ref('int_rule_rows') }}
    where outcome = 'fail' and source_line is not null

),

evaluations as (

    select
        evaluation_key,
        document_hash,
        form_ordinal
    from {{ ref('int_evaluations') }}
    where evaluation_key in (select evaluation_key from findings)

),

places as (

    select
        evaluations.evaluation_key,
        places.*
    from {{ ref('int_printed_places') }} as places
    inner join evaluations
        on places.document_hash = evaluations.document_hash and places.form_ordinal = evaluations.form_ordinal

),

-- The values of a line item may be on another line than its first one, after a page break.
in_cells as (

    select
        findings.*,
        places.page,
        places.page_turn,
        places.left_permille,
        places.top_permille,
        places.width_permille,
        places.height_permille,
        false as is_whole_line
    from findings
    inner join places
        on
            findings.evaluation_key = places.evaluation_key
            and findings.field_code = places.field_code
            and findings.line_number is not distinct from places.line_number
    where findings.line_number is not null or findings.source_line = places.source_line

),

on_lines as (

    select
        findings.*,
        places.page,
        places.page_turn,
        places.left_permille,
        places.top_permille,
        places.width_permille,
        places.height_permille,
        true as is_whole_line
    from findings
    inner join places
        on findings.evaluation_key = places.evaluation_key and findings.source_line = places.source_line
    where
        places.field_code is null
        and not exists (
            select 1 from in_cells
            where
                in_cells.evaluation_key = findings.evaluation_key
                and in_cells.field_code = findings.field_code
                and in_cells.source_line = findings.source_line
                and in_cells.line_number is not distinct from findings.line_number
        )

),

found as (

    select * from in_cells
    union all
    select * from on_lines

),

final as (

    select
        evaluation_key,
        cast(line_number as bigint) as line_number,
        field_code,
        cast(source_line as bigint) as source_line,
        is_whole_line,
        cast(page as integer) as page,
        cast(page_turn as decimal(5, 2)) as page_turn,
        cast(left_permille as integer) as left_permille,
        cast(top_permille as integer) as top_permille,
        cast(width_permille as integer) as width_permille,
        cast(height_permille as integer) as height_permille
    from found

)

select * from final
