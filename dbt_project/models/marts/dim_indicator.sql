with

lines as (

    select * from {{ ref('int_indicator_lines') }}
    where indicator_key <> -1

),

indicator_names as (

    {{ most_frequent_name('lines', 'indicator_key', 'indicator_name', 'indicator_name') }}

),

found as (

    select
        indicator_key,
        min(indicator_code) as indicator_code,
        count(distinct indicator_name) as spelling_count
    from lines
    group by indicator_key

),

members as (

    select
        found.indicator_key,
        found.indicator_code,
        coalesce(catalogue.indicator_name_zh, indicator_names.indicator_name) as indicator_name,
        catalogue.indicator_name_en,
        found.spelling_count
    from found
    inner join indicator_names on found.indicator_key = indicator_names.indicator_key
    left join {{ ref('indicator_catalogue') }} as catalogue on found.indicator_code = catalogue.indicator_code

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['indicator_key'], codes=['indicator_code'],
        names_zh=['indicator_name'], names_en=['indicator_name_en'],
        others={'spelling_count': 0}
    ) }}

)

select * from final
