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
        landed.line_number,
        landed.assessor_role_code,
        landed.label_text,
        landed.score_text,
        landed.score_normalised,
        landed.score_number,
        landed.first_line,
        landed.last_line,
        landed.first_page,
        landed.last_page
    from {{ source('landing', 'assessor_scores') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
