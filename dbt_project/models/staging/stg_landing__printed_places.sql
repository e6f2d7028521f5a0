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
        landed.form_ordinal,
        landed.source_line,
        landed.line_number,
        landed.field_code,
        landed.page,
        landed.page_turn,
        landed.left_permille,
        landed.top_permille,
        landed.width_permille,
        landed.height_permille
    from {{ source('landing', 'printed_places') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
