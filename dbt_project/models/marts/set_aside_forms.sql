with

forms as (

    select * from {{ ref('stg_landing__set_aside_forms') }}

),

final as (

    select
        forms.document_hash,
        forms.set_aside_ordinal,
        forms.kind_code,
        kinds.kind_name_zh,
        kinds.kind_name_en,
        forms.title_normalised as title,
        cast(forms.title_year as integer) as title_year,
        documents.relative_path,
        documents.first_load_id as received_load_id,
        forms.first_line,
        forms.last_line,
        forms.first_page,
        forms.line_count
    from forms
    inner join {{ ref('int_documents') }} as documents on forms.document_hash = documents.document_hash
    left join {{ ref('set_aside_kinds') }} as kinds on forms.kind_code = kinds.kind_code

)

select * from final
