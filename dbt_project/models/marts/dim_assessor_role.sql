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
    union all
    select -1, '-1', '未知', 'Unknown'
    union all
    select -2, '-2', '不适用', 'Not applicable'

)

select * from final
