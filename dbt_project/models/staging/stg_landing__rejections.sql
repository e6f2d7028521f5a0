with

newest as (

    select
        document_hash,
        load_id
    from {{ ref('stg_landing__documents') }}

),

-- A file that could not be opened stays rejected until a newer listing could open it.
newest_sightings as (

    select
        *,
        row_number() over (partition by inbox, relative_path order by load_id desc) as recency
    from {{ ref('stg_landing__sightings') }}

),

final as (

    select
        landed.load_id,
        landed.document_hash,
        landed.relative_path,
        landed.form_ordinal,
        landed.first_line,
        landed.last_line,
        landed.page,
        landed.reason_code,
        landed.detail,
        landed.excerpt
    from {{ source('landing', 'rejections') }} as landed
    left join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id
    left join newest_sightings
        on
            landed.relative_path = newest_sightings.relative_path
            and landed.load_id = newest_sightings.load_id
            and newest_sightings.recency = 1
    where newest.load_id is not null or newest_sightings.load_id is not null

)

select * from final
