{{ config(meta={'dagster': {'ref': {'name': 'int_documents'}}}) }}
-- Nothing lost: the non-blank physical lines of a document are those of its roles, and its counts are correct.
with

forms as (

    select
        document_hash,
        count(*) as form_count,
        sum(indicator_line_count) as indicator_line_count
    from {{ ref('stg_landing__evaluations') }}
    group by document_hash

),

lines as (

    select
        document_hash,
        count(*) as indicator_line_count
    from {{ ref('int_indicator_lines') }}
    group by document_hash

),

-- A document without a self-evaluation has forms of another kind, or rejections; an archive has entries.
set_aside as (

    select
        document_hash,
        sum(line_count) as line_count
    from {{ ref('stg_landing__set_aside_forms') }}
    group by document_hash

),

rejections as (

    select distinct document_hash from {{ ref('stg_landing__rejections') }}

)

select
    documents.document_hash,
    documents.line_count,
    documents.line_role_count,
    documents.form_count,
    documents.row_line_count
from {{ ref('int_documents') }} as documents
left join forms on documents.document_hash = forms.document_hash
left join lines on documents.document_hash = lines.document_hash
left join set_aside on documents.document_hash = set_aside.document_hash
left join rejections on documents.document_hash = rejections.document_hash
where
    documents.line_count <> documents.line_role_count
    or documents.form_count <> coalesce(forms.form_count, 0)
    or documents.row_line_count <> coalesce(lines.indicator_line_count, 0)
    or coalesce(forms.indicator_line_count, 0) <> coalesce(lines.indicator_line_count, 0)
    or documents.set_aside_line_count <> coalesce(set_aside.line_count, 0)
    or (
        documents.form_count = 0
        and coalesce(documents.container, '') not in ('zip', 'rar', '7z')
        and set_aside.document_hash is null
        and rejections.document_hash is null
    )
