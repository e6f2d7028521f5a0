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
    union all by name
    {{ reserved_members(
        keys=['budget_phase_key'], codes=['budget_phase_code'],
        names_zh=['budget_phase_name_zh'], names_en=['budget_phase_name_en']
    ) }}

)

select * from final
