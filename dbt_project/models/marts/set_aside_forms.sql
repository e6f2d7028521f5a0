with

forms as (

    select * from {{ ref('int_set_aside_forms') }}

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
        forms.relative_path,
        forms.first_load_id as received_load_id,
        forms.first_line,
        forms.last_line,
        forms.first_page,
        forms.line_count
    from forms
    left join {{ ref('set_aside_kinds') }} as kinds on forms.kind_code = kinds.kind_code

)

select * from final
