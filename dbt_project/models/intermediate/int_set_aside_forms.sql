with

final as (

    select
        forms.document_hash,
        forms.set_aside_ordinal,
        forms.kind_code,
        forms.title_normalised,
        forms.title_year,
        documents.relative_path,
        documents.first_load_id,
        forms.first_line,
        forms.last_line,
        forms.first_page,
        forms.line_count
    from {{ ref('stg_landing__set_aside_forms') }} as forms
    inner join {{ ref('int_documents') }} as documents on forms.document_hash = documents.document_hash

)

select * from final
