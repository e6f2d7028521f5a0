with

members as (

    select
        {{ surrogate_key(['assessor_role_code']) }} as assessor_role_key,
        assessor_role_code,
        assessor_role_name_zh,
        assessor_role_name_en
    from {{ ref('assessor_roles') }}

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['assessor_role_key'], codes=['assessor_role_code'],
        names_zh=['assessor_role_name_zh'], names_en=['assessor_role_name_en']
    ) }}

)

select * from final
