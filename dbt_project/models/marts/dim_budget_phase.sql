with

members as (

    select
        {{ surrogate_key(['budget_phase_code']) }} as budget_phase_key,
        budget_phase_code,
        budget_phase_name_zh,
        budget_phase_name_en,
        cast(ordinal as integer) as budget_phase_ordinal
    from {{ ref('budget_phases') }}

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', 'Unknown', null
    union all
    select -2, '-2', '不适用', 'Not applicable', null

)

select * from final
