with

documents as (

    select * from {{ ref('stg_landing__documents') }}

),

first_sightings as (

    select
        document_hash,
        relative_path,
        {{ received_at('modified_ns', 'seen_ns') }} as received_at,
        row_number() over (partition by document_hash order by load_id, relative_path) as seen
    from {{ ref('stg_landing__sightings') }}
    where document_hash is not null

),

final as (

    select
        documents.document_hash,
        documents.load_id,
        documents.first_load_id,
        documents.byte_size,
        documents.container,
        documents.converter,
        documents.page_starts,
        documents.reason_code,
        documents.line_count,
        documents.title_line_count
        + documents.head_line_count
        + documents.header_line_count
        + documents.row_line_count
        + documents.fragment_line_count
        + documents.total_line_count
        + documents.note_line_count
        + documents.set_aside_line_count
        + documents.rejected_line_count as line_role_count,
        documents.title_line_count,
        documents.head_line_count,
        documents.header_line_count,
        documents.row_line_count,
        documents.fragment_line_count,
        documents.total_line_count,
        documents.note_line_count,
        documents.set_aside_line_count,
        documents.rejected_line_count,
        documents.form_count,
        first_sightings.relative_path,
        first_sightings.received_at,
        regexp_extract(first_sightings.relative_path, '[^/]*$') as file_name
    from documents
    left join first_sightings on documents.document_hash = first_sightings.document_hash and first_sightings.seen = 1

)

select * from final
