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
        landed.load_id,
        -- NULL in loads of versions before 0.3.0, which did not read pictures.
        coalesce(landed.reading_basis, 'text') as reading_basis,
        landed.scheme_code,
        landed.title_text,
        landed.title_normalised,
        landed.title_year,
        landed.content_hash,
        landed.category_basis,
        landed.indicator_line_count,
        landed.total_weight_text,
        landed.total_weight_normalised,
        landed.total_weight_number,
        landed.total_score_text,
        landed.total_score_normalised,
        landed.total_score_number,
        landed.total_line,
        landed.first_line,
        landed.last_line,
        landed.first_page,
        landed.last_page
    from {{ source('landing', 'evaluations') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
