with

rejections as (

    select * from {{ ref('stg_landing__rejections') }}

),

final as (

    select
        rejections.load_id,
        coalesce(documents.relative_path, rejections.relative_path) as relative_path,
        rejections.document_hash,
        rejections.form_ordinal,
        rejections.first_line,
        rejections.last_line,
        rejections.page,
        rejections.reason_code,
        reasons.scope as rejection_scope,
        reasons.message_zh || '（' || rejections.detail || '）' as message_zh,
        reasons.message_en || ' (' || rejections.detail || ')' as message_en,
        reasons.action_zh,
        reasons.action_en,
        rejections.excerpt
    from rejections
    left join {{ ref('int_documents') }} as documents on rejections.document_hash = documents.document_hash
    left join {{ ref('rejection_reasons') }} as reasons on rejections.reason_code = reasons.reason_code

)

select * from final
