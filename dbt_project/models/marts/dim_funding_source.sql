with

members as (

    select
        {{ surrogate_key(['funding_source_code']) }} as funding_source_key,
        funding_source_code,
        funding_source_name_zh,
        funding_source_name_en,
        cast(ordinal as integer) as funding_source_ordinal
    from {{ ref('funding_sources') }}
    -- The total of a form is the sum of its sources, and no source.
    where funding_source_code <> 'total'

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['funding_source_key'], codes=['funding_source_code'],
        names_zh=['funding_source_name_zh'], names_en=['funding_source_name_en']
    ) }}

)

select * from final
