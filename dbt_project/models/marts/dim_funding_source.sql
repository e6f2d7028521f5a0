with

members as (

    select
        {{ surrogate_key(['funding_source_code']) }} as funding_source_key,
        funding_source_code,
        funding_source_name_zh,
        funding_source_name_en,
        cast(ordinal as integer) as funding_source_ordinal
    from {{ ref('funding_sources') }}

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', 'Unknown', null
    union all
    select -2, '-2', '不适用', 'Not applicable', null

)

select * from final
