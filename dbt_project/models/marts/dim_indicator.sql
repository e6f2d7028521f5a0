with

found as (

    select
        indicator_key,
        min(indicator_code) as indicator_code,
        min(indicator_name) as indicator_name,
        count(distinct indicator_name) as spelling_count
    from {{ ref('int_indicator_lines') }}
    where indicator_key <> -1
    group by indicator_key

),

members as (

    select
        found.indicator_key,
        found.indicator_code,
        coalesce(catalogue.indicator_name_zh, found.indicator_name) as indicator_name,
        catalogue.indicator_name_en,
        found.spelling_count
    from found
    left join {{ ref('indicator_catalogue') }} as catalogue on found.indicator_code = catalogue.indicator_code

),

final as (

    select * from members
    union all
    select -1, '-1', '未知', 'Unknown', 0
    union all
    select -2, '-2', '不适用', 'Not applicable', 0

)

select * from final
