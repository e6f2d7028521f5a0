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
    union all
    select -1, '-1', '未知', 'Unknown', null, null, null, null
    union all
    select -2, '-2', '不适用', 'Not applicable', null, null, null, null

)

select * from final
