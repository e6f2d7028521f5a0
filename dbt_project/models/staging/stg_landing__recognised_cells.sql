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
        landed.source_line,
        landed.source_column,
        landed.page,
        landed.left_percent,
        landed.top_percent,
        landed.recognised_text,
        landed.confidence,
        landed.alternative_text
    from {{ source('landing', 'recognised_cells') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
