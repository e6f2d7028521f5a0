with

newest as (

    select
        document_hash,
        load_id
    from {{ ref('stg_landing__documents') }}

),

final as (

    select
        landed.document_hash,
        landed.set_aside_ordinal,
        landed.load_id,
        landed.kind_code,
        landed.title_text,
        landed.title_normalised,
        landed.title_year,
        landed.line_count,
        landed.first_line,
        landed.last_line,
        landed.first_page,
        landed.last_page
    from {{ source('landing', 'set_aside_forms') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
