with

revisions as (

    select * from {{ ref('evaluation_revisions') }}

),

lifecycle as (

    select * from {{ ref('evaluation_lifecycle') }}

),

pairs as (

    select
        evaluation_key as later_key,
        previous_evaluation_key as earlier_key
    from revisions
    union
    select
        superseded_by_evaluation_key,
        evaluation_key
    from lifecycle
    where superseded_by_evaluation_key is not null

),

links as (

    select
        later_key as evaluation_key,
        'previous' as relation,
        earlier_key as other_evaluation_key
    from pairs
    union all
    select
        earlier_key,
        'next',
        later_key
    from pairs
    union all
    select
        evaluation_key,
        'original',
        duplicate_of_evaluation_key
    from lifecycle
    where duplicate_of_evaluation_key is not null

),

final as (

    select
        links.evaluation_key,
        links.relation,
        links.other_evaluation_key,
        lifecycle.evaluation_state,
        lifecycle.self_evaluation_date,
        lifecycle.relative_path,
        lifecycle.received_load_id
    from links
    inner join lifecycle on links.other_evaluation_key = lifecycle.evaluation_key

)

select * from final
