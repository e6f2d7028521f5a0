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
    union all by name
    {{ reserved_members(keys=['fiscal_year'], names_zh=['year_name_zh'], names_en=['year_name_en']) }}

)

select * from final
