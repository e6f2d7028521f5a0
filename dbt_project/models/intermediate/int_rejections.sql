with

final as (

    select
        rejections.load_id,
        coalesce(documents.relative_path, rejections.relative_path) as relative_path,
        rejections.document_hash,
        rejections.form_ordinal,
        case
            when rejections.form_ordinal is not null
                then {{ surrogate_key(['rejections.document_hash', 'rejections.form_ordinal']) }}
        end as evaluation_key,
        rejections.first_line,
        rejections.last_line,
        rejections.page,
        rejections.reason_code,
        rejections.detail,
        rejections.excerpt
    from {{ ref('stg_landing__rejections') }} as rejections
    left join {{ ref('int_documents') }} as documents on rejections.document_hash = documents.document_hash

)

select * from final
