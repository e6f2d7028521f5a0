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
        evaluations.first_load_id as received_load_id,
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
        evaluations.budget_yuan,
        evaluations.executed_yuan,
        evaluations.total_score_computed_points,
        releases.first_release_id,
        releases.last_release_id,
        evaluations.relative_path,
        evaluations.document_hash,
        evaluations.form_ordinal,
        evaluations.first_line
    from evaluations
    inner join states on evaluations.evaluation_key = states.evaluation_key
    left join releases on evaluations.evaluation_key = releases.evaluation_key
    left join {{ ref('int_replaced_documents') }} as replaced on evaluations.document_hash = replaced.document_hash
    left join {{ ref('withdrawn_documents') }} as withdrawn on evaluations.document_hash = withdrawn.document_hash

)

select * from final
