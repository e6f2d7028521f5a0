with

members as (

    select
        {{ surrogate_key(['scheme_code', 'grade_code']) }} as grade_key,
        {{ surrogate_key(['scheme_code']) }} as scheme_key,
        grade_code,
        grade_name_zh,
        grade_name_en,
        cast(ordinal as integer) as grade_ordinal,
        cast(lower_bound_points as decimal(10, 4)) as lower_bound_points,
        cast(upper_bound_points as decimal(10, 4)) as upper_bound_points
    from {{ ref('grade_bands') }}

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['grade_key', 'scheme_key'], codes=['grade_code'],
        names_zh=['grade_name_zh'], names_en=['grade_name_en']
    ) }}

)

select * from final
