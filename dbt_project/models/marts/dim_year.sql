with

years as (

    select fiscal_year from {{ ref('int_evaluations') }}
    union
    select fiscal_year from {{ ref('expected_evaluations') }}

),

latest as (

    select max(fiscal_year) as fiscal_year from {{ ref('int_admitted_evaluations') }}

),

-- Five-year plans cover whole fiscal years; the tenth is that of 2001 to 2005.
planned as (

    select
        fiscal_year,
        cast((fiscal_year - 1951) // 5 as integer) as plan_number,
        fiscal_year - (fiscal_year - 1951) % 5 as plan_first_year
    from years
    where fiscal_year > 0

),

members as (

    select
        planned.fiscal_year,
        cast(planned.fiscal_year as varchar) || '年' as year_name_zh,
        cast(planned.fiscal_year as varchar) as year_name_en,
        make_date(planned.fiscal_year, 1, 1) as first_date,
        make_date(planned.fiscal_year, 12, 31) as last_date,
        planned.fiscal_year - 1 as prior_fiscal_year,
        case
            when planned.plan_number between 10 and 19
                then
                    '十'
                    || list_extract(['', '一', '二', '三', '四', '五', '六', '七', '八', '九'], planned.plan_number - 9)
                    || '五（' || planned.plan_first_year || '—' || (planned.plan_first_year + 4) || '年）'
            else '未知'
        end as plan_period_name_zh,
        case
            when planned.plan_number between 10 and 19
                then
                    planned.plan_number || 'th Five-Year Plan (' || planned.plan_first_year || '–'
                    || (planned.plan_first_year + 4) || ')'
            else 'Unknown'
        end as plan_period_name_en,
        coalesce(planned.fiscal_year = latest.fiscal_year, false) as is_latest
    from planned
    cross join latest

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['fiscal_year', 'prior_fiscal_year'],
        names_zh=['year_name_zh', 'plan_period_name_zh'],
        names_en=['year_name_en', 'plan_period_name_en'],
        others={'is_latest': 'false'}
    ) }}

)

select * from final
