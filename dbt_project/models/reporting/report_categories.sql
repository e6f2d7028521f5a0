with

years as (

    select * from {{ ref('rpt_category_year') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

categories as (

    select * from {{ ref('dim_indicator_category') }}

),

final as (

    select
        schemes.scheme_code,
        schemes.scheme_name_zh,
        schemes.scheme_name_en,
        categories.category_name,
        categories.category_name_en,
        categories.category_ordinal,
        categories.cap_points,
        categories.cap_kind,
        years.fiscal_year,
        years.category_key,
        years.score_rate
    from years
    inner join schemes on years.scheme_key = schemes.scheme_key
    inner join categories on years.category_key = categories.category_key

)

select * from final
