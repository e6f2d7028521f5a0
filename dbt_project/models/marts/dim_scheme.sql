with

members as (

    select
        {{ surrogate_key(['scheme_code']) }} as scheme_key,
        scheme_code,
        scheme_name_zh,
        scheme_name_en,
        cast(total_points as decimal(10, 4)) as total_points,
        amount_unit as default_amount_unit,
        is_total_required,
        has_line_weights
    from {{ ref('schemes') }}

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['scheme_key'], codes=['scheme_code'],
        names_zh=['scheme_name_zh'], names_en=['scheme_name_en']
    ) }}

)

select * from final
