with

evaluations as (

    select
        evaluation_key,
        document_hash,
        form_ordinal,
        first_line,
        last_line
    from {{ ref('int_evaluations') }}
    where reading_basis = 'ocr'

),

reported as (

    select
        document_hash,
        form_ordinal,
        first_line as source_line,
        observed
    from {{ ref('stg_landing__reading_issues') }}
    where issue_code = 'ocr_uncertain'

),

open_issues as (

    select
        evaluation_key,
        source_line,
        observed
    from {{ ref('int_open_issues') }}
    where issue_code = 'ocr_uncertain'

),

cells as (

    select
        evaluations.evaluation_key,
        evaluations.form_ordinal,
        cells.*,
        -- The end of what is observed is the place of the cell.
        '; p. ' || cells.page || ': ' || cells.left_percent || '%, ' || cells.top_percent || '%)' as place
    from {{ ref('stg_landing__recognised_cells') }} as cells
    inner join evaluations
        on
            cells.document_hash = evaluations.document_hash
            and cells.source_line between evaluations.first_line and evaluations.last_line

),

final as (

    select
        cells.evaluation_key,
        cells.source_line,
        cells.source_column,
        cells.page,
        cells.left_percent,
        cells.top_percent,
        cells.recognised_text,
        cells.confidence,
        cells.alternative_text,
        case
            when
                exists (
                    select 1 from open_issues
                    where
                        open_issues.evaluation_key = cells.evaluation_key
                        and open_issues.source_line = cells.source_line
                        and ends_with(open_issues.observed, cells.place)
                )
                then 'open'
            when
                exists (
                    select 1 from reported
                    where
                        reported.document_hash = cells.document_hash
                        and reported.form_ordinal = cells.form_ordinal
                        and reported.source_line = cells.source_line
                        and ends_with(reported.observed, cells.place)
                )
                then 'corrected'
            else 'accepted'
        end as state_code
    from cells

)

select * from final
