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
    union all by name
    {{ reserved_members(
        keys=['category_key', 'scheme_key'], codes=['category_code'],
        names_zh=['category_name'], names_en=['category_name_en']
    ) }}

)

select * from final
