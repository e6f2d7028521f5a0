with

documents as (

    select
        count(*) as document_count,
        max(load_id) as last_load_id
    from {{ ref('int_documents') }}
    where coalesce(container, '') not in ('zip', 'rar', '7z')

),

evaluations as (

    select
        count(*) as evaluation_count,
        count(*) filter (where states.state = 'admitted') as admitted_evaluation_count,
        count(*) filter (where states.state = 'quarantined') as quarantined_evaluation_count,
        sum(evaluations.budget_yuan) filter (where states.state = 'admitted') as admitted_budget_yuan,
        {{ count_unknown('evaluations.budget_yuan', "states.state = 'admitted'") }} as admitted_budget_unknown_count,
        sum(evaluations.budget_yuan) filter (where states.state = 'quarantined') as quarantined_budget_yuan,
        {{ count_unknown('evaluations.budget_yuan', "states.state = 'quarantined'") }} as quarantined_budget_unknown_count
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key

),

rejections as (

    select count(*) as rejection_count from {{ ref('rejections') }}

),

final as (

    select
        -- The release step fills in the release's id.
        cast(null as varchar) as release_id,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S+00") }}' as timestamp with time zone) as refreshed_at,
        documents.last_load_id,
        cast(documents.document_count as bigint) as document_count,
        evaluations.evaluation_count,
        evaluations.admitted_evaluation_count,
        rejections.rejection_count,
        {{ sum_known('evaluations.admitted_budget_yuan', 'evaluations.admitted_evaluation_count') }} as admitted_budget_yuan,
        evaluations.admitted_budget_unknown_count,
        {{ quarantined_columns('evaluations') }},
        {{ safe_ratio(
            'cast(evaluations.admitted_evaluation_count as decimal(18, 4))',
            'cast(evaluations.admitted_evaluation_count + evaluations.quarantined_evaluation_count as decimal(18, 4))'
        ) }} as admitted_rate
    from documents
    cross join evaluations
    cross join rejections

)

select * from final
