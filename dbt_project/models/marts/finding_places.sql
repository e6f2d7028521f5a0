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

-- A finding has the place of its cell, or of its whole line where that of the cell is not known. The values of a line item
-- may be on another line than its first one, after a page break.
found as (

    select
        findings.*,
        places.page,
        places.page_turn,
        places.left_permille,
        places.top_permille,
        places.width_permille,
        places.height_permille,
        places.field_code is null as is_whole_line
    from findings
    inner join places
        on
            findings.evaluation_key = places.evaluation_key
            and (findings.line_number is not null or findings.source_line = places.source_line)
            and (
                (
                    findings.field_code = places.field_code
                    and findings.line_number is not distinct from places.line_number
                )
                or (places.field_code is null and findings.source_line = places.source_line)
            )
    qualify
        (places.field_code is null) = bool_and(places.field_code is null) over (
            partition by findings.evaluation_key, findings.line_number, findings.field_code, findings.source_line
        )

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
