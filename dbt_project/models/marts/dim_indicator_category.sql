with

members as (

    select
        {{ surrogate_key(['scheme_code', 'category_code']) }} as category_key,
        {{ surrogate_key(['scheme_code']) }} as scheme_key,
        category_code,
        category_name_zh as category_name,
        category_name_en,
        cast(ordinal as integer) as category_ordinal,
        cast(cap_points as decimal(10, 4)) as cap_points,
        cap_kind
    from {{ ref('categories') }}

),

final as (

    select * from members
    union all
    select -1, -1, '-1', '未知', 'Unknown', null, null, null
    union all
    select -2, -2, '-2', '不适用', 'Not applicable', null, null, null

)

select * from final
