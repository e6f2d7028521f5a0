with

evaluations as (

    select
        evaluation_key,
        document_hash,
        form_ordinal
    from {{ ref('int_evaluations') }}

),

corrections as (

    select * from {{ ref('int_corrections') }}
    where not is_stale

),

final as (

    select
        evaluations.evaluation_key,
        issues.issue_code,
        issues.line_number,
        issues.field_code,
        issues.first_line as source_line,
        issues.observed
    from {{ ref('stg_landing__reading_issues') }} as issues
    inner join evaluations
        on issues.document_hash = evaluations.document_hash and issues.form_ordinal = evaluations.form_ordinal
    -- A correction of the field, or of the cell of a line, settles the issue.
    left join corrections
        on
            issues.document_hash = corrections.document_hash
            and issues.form_ordinal = corrections.form_ordinal
            and issues.field_code = corrections.field_code
            and issues.line_number is not distinct from corrections.line_number
    where corrections.document_hash is null

)

select * from final
