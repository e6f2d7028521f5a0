with

-- Counts, limits and kinds of files are translated into Chinese; messages of libraries, for maintainers, stay in English.
rejections as (

    select
        *,
        case
            when regexp_full_match(detail, '\d+ lines?') then regexp_extract(detail, '\d+') || ' 行'
            when regexp_full_match(detail, '\d+ pages without text') then regexp_extract(detail, '\d+') || ' 页'
            when regexp_matches(detail, 'at most \d+') then '上限 ' || regexp_extract(detail, 'at most (\d+)', 1)
            when reason_code = 'container_not_supported' and not regexp_matches(detail, '^an? ')
                then replace(detail, ' archive', ' 压缩包')
            when reason_code in ('converter_missing', 'unpacker_missing') then replace(detail, ': install ', '：请安装 ')
            when reason_code = 'field_recomputed' then detail
        end as detail_zh
    from {{ ref('int_rejections') }}

),

final as (

    select
        rejections.load_id,
        rejections.relative_path,
        rejections.document_hash,
        rejections.form_ordinal,
        rejections.first_line,
        rejections.last_line,
        rejections.page,
        rejections.reason_code,
        reasons.scope as rejection_scope,
        reasons.message_zh || coalesce('（' || rejections.detail_zh || '）', '') as message_zh,
        reasons.message_en || ' (' || rejections.detail || ')' as message_en,
        reasons.action_zh,
        reasons.action_en,
        rejections.excerpt
    from rejections
    left join {{ ref('rejection_reasons') }} as reasons on rejections.reason_code = reasons.reason_code

)

select * from final
