with

set_aside_documents as (

    select distinct document_hash from {{ ref('int_set_aside_forms') }}

),

final as (

    select
        sightings.load_id,
        sightings.inbox,
        sightings.relative_path,
        sightings.document_hash,
        sightings.outcome,
        documents.reason_code,
        documents.form_count,
        set_aside.document_hash is not null as has_set_aside_forms
    from {{ ref('stg_landing__sightings') }} as sightings
    left join {{ ref('int_documents') }} as documents on sightings.document_hash = documents.document_hash
    left join set_aside_documents as set_aside on documents.document_hash = set_aside.document_hash

)

select * from final
