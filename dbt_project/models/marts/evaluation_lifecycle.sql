with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

states as (

    select * from {{ ref('int_evaluation_states') }}

),

releases as (

    select
        evaluation_key,
        first_release_id,
        last_release_id
    from {{ source('ledger', 'released_evaluations') }}

),

final as (

    select
        evaluations.evaluation_key,
        states.state as evaluation_state,
        states.reason_codes,
        states.superseded_by_evaluation_key,
        states.duplicate_of_evaluation_key,
        replaced.replaced_by_document_hash,
        withdrawn.reason as withdrawal_reason,
        withdrawn.withdrawn_by,
        withdrawn.withdrawn_date,
        evaluations.first_load_id as received_load_id,
        evaluations.received_at,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        evaluations.project_name,
        evaluations.budget_unit_code,
        evaluations.budget_unit_name,
        evaluations.supervising_department_name,
        evaluations.office_name,
        evaluations.self_evaluation_date,
        {{ date_key('evaluations.self_evaluation_date') }} as self_evaluated_date_key,
        {{ date_key('evaluations.received_at') }} as received_date_key,
        case
            when releases.evaluation_key is not null then {{ date_key('released_on.released_date') }}
            when states.state = 'admitted' then {{ date_key(build_date()) }}
            else -2
        end as released_date_key,
        evaluations.budget_yuan,
        evaluations.executed_yuan,
        evaluations.total_score_computed_points,
        releases.first_release_id,
        releases.last_release_id,
        evaluations.container,
        evaluations.converter,
        evaluations.reading_basis,
        evaluations.relative_path,
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.first_line
    from evaluations
    inner join states on evaluations.evaluation_key = states.evaluation_key
    left join releases on evaluations.evaluation_key = releases.evaluation_key
    left join {{ source('ledger', 'releases') }} as released_on on releases.first_release_id = released_on.release_id
    left join {{ ref('int_replaced_documents') }} as replaced on evaluations.document_hash = replaced.document_hash
    left join {{ ref('withdrawn_documents') }} as withdrawn on evaluations.document_hash = withdrawn.document_hash

)

select * from final
