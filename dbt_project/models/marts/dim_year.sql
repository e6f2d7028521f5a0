with

years as (

    select distinct fiscal_year
    from {{ ref('int_evaluations') }}
    where fiscal_year > 0

),

final as (

    select
        fiscal_year,
        cast(fiscal_year as varchar) || '年' as year_name_zh,
        cast(fiscal_year as varchar) as year_name_en,
        make_date(fiscal_year, 1, 1) as first_date,
        make_date(fiscal_year, 12, 31) as last_date
    from years
    union all
    select -1, '未知', 'Unknown', null, null
    union all
    select -2, '不适用', 'Not applicable', null, null

)

select * from final
