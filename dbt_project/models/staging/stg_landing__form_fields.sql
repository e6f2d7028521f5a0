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
        landed.part,
        landed.field_number,
        -- The total score printed among the fields is not the one of the total row.
        case
            when landed.part in ('head', 'foot') and landed.field_code = 'total_score' then 'head_total_score'
            else landed.field_code
        end as field_code,
        landed.funding_source_code,
        landed.label_text,
        landed.label_normalised,
        landed.label_unit,
        landed.value_text,
        landed.value_plain,
        landed.value_normalised,
        landed.value_number,
        landed.value_unit,
        landed.first_line,
        landed.last_line,
        landed.first_page,
        landed.last_page
    from {{ source('landing', 'form_fields') }} as landed
    inner join newest on landed.document_hash = newest.document_hash and landed.load_id = newest.load_id

)

select * from final
