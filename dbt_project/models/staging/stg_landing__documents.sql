with

loads as (

    select
        *,
        row_number() over (partition by document_hash order by load_id desc) as recency,
        min(load_id) over (partition by document_hash) as first_load_id
    from {{ source('landing', 'documents') }}

),

final as (

    select
        document_hash,
        load_id,
        first_load_id,
        parser_version,
        byte_size,
        container,
        converter,
        encoding,
        page_starts,
        form_count,
        reason_code,
        line_count,
        title_line_count,
        head_line_count,
        header_line_count,
        row_line_count,
        fragment_line_count,
        total_line_count,
        note_line_count,
        set_aside_line_count,
        rejected_line_count
    from loads
    where recency = 1

)

select * from final
