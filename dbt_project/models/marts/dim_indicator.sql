with

members as (

    select
        indicator_key,
        min(indicator_name) as indicator_name,
        count(distinct indicator_name) as spelling_count
    from {{ ref('int_indicator_lines') }}
    where indicator_key <> -1
    group by indicator_key

),

final as (

    select * from members
    union all
    select -1, '未知', 0
    union all
    select -2, '不适用', 0

)

select * from final
