with

evaluations as (

    select * from {{ ref('int_admitted_evaluations') }}

),

-- Quarantined newer forms of the same project and year, or from newer bytes of the same file.
quarantined as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'quarantined'

),

newer as (

    select evaluations.evaluation_key
    from evaluations
    inner join quarantined
        on
            evaluations.project_key = quarantined.project_key
            and evaluations.fiscal_year = quarantined.fiscal_year
            and evaluations.first_load_id < quarantined.first_load_id
    where
        evaluations.project_key <> -1
        and evaluations.fiscal_year <> -1
        and (
            evaluations.office_part is null
            or quarantined.office_part is null
            or evaluations.office_part = quarantined.office_part
        )
    union
    select evaluations.evaluation_key
    from evaluations
    inner join {{ ref('int_replaced_documents') }} as replaced on evaluations.document_hash = replaced.document_hash
    inner join quarantined
        on
            replaced.replaced_by_document_hash = quarantined.document_hash
            and evaluations.form_ordinal = quarantined.form_ordinal

),

corrected as (

    select
        evaluation_key,
        bool_or(field_code in ('total_score', 'head_total_score')) as is_total_score_corrected
    from {{ ref('int_corrections') }}
    where not is_stale
    group by evaluation_key

),

final as (

    select
        evaluations.evaluation_key,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        grades.grade_key,
        grades.stated_grade_key,
        grades.corrected_grade_key,
        evaluations.total_weight_points,
        evaluations.total_score_printed_points as total_score_stated_points,
        case when corrected.is_total_score_corrected then evaluations.total_score_stated_points end
            as total_score_corrected_points,
        evaluations.total_score_computed_points,
        cast(evaluations.line_count as integer) as line_count,
        cast(evaluations.placeholder_count as integer) as placeholder_count,
        evaluations.self_evaluation_date,
        {{ date_key('evaluations.self_evaluation_date') }} as self_evaluated_date_key,
        {{ date_key('evaluations.received_at') }} as received_date_key,
        -- An evaluation that no earlier release contains is released by this build.
        {{ date_key("case when released.evaluation_key is null then " ~ build_date() ~ " else releases.released_date end") }}
            as released_date_key,
        evaluations.fiscal_year_basis,
        evaluations.category_basis,
        evaluations.execution_row_basis,
        evaluations.is_execution_in_total,
        evaluations.is_recurring,
        corrected.evaluation_key is not null as is_corrected,
        newer.evaluation_key is not null as has_newer_quarantined_version,
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.relative_path,
        evaluations.first_line
    from evaluations
    inner join {{ ref('int_evaluation_grades') }} as grades on evaluations.evaluation_key = grades.evaluation_key
    left join {{ source('ledger', 'released_evaluations') }} as released
        on evaluations.evaluation_key = released.evaluation_key
    left join {{ source('ledger', 'releases') }} as releases on released.first_release_id = releases.release_id
    left join newer on evaluations.evaluation_key = newer.evaluation_key
    left join corrected on evaluations.evaluation_key = corrected.evaluation_key

)

select * from final
