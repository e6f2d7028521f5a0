with

sightings as (

    select
        inbox,
        relative_path,
        document_hash,
        load_id,
        row_number() over (partition by inbox, relative_path order by load_id desc) as recency
    from {{ ref('stg_landing__sightings') }}
    where document_hash is not null

),

-- Documents that still are the newest bytes at some path are in force.
current_documents as (

    select distinct document_hash
    from sightings
    where recency = 1

),

readable as (

    select document_hash
    from {{ ref('int_documents') }}
    where
        form_count > 0
        and document_hash not in (select document_hash from {{ ref('withdrawn_documents') }})

),

replacements as (

    select
        former.document_hash,
        newest.document_hash as replaced_by_document_hash,
        row_number() over (
            partition by former.document_hash order by newest.load_id desc, newest.document_hash asc
        ) as row_num
    from sightings as former
    inner join sightings as newest
        on former.inbox = newest.inbox and former.relative_path = newest.relative_path and newest.recency = 1
    inner join readable on newest.document_hash = readable.document_hash
    where former.document_hash not in (select document_hash from current_documents)

),

final as (

    select
        document_hash,
        replaced_by_document_hash
    from replacements
    where row_num = 1

)

select * from final
