with

needed as (

    select self_evaluation_date as calendar_date from {{ ref('int_evaluations') }}
    union all
    select cast(received_at as date) from {{ ref('int_evaluations') }}
    union all
    select make_date(fiscal_year, 1, 1) from {{ ref('int_evaluations') }}
    where fiscal_year > 0
    union all
    select due_date from {{ ref('expected_evaluations') }}
    union all
    select released_date from {{ source('ledger', 'releases') }}
    union all
    select {{ build_date() }}

),

days as (

    select
        cast(
            unnest(
                generate_series(
                    make_date(min(year(calendar_date)), 1, 1), make_date(max(year(calendar_date)), 12, 31), interval 1 day
                )
            ) as date
        ) as calendar_date
    from needed

),

members as (

    select
        {{ date_key('calendar_date') }} as date_key,
        calendar_date,
        cast(year(calendar_date) as integer) as fiscal_year,
        cast(quarter(calendar_date) as integer) as quarter_number,
        cast(month(calendar_date) as integer) as month_number,
        cast(isodow(calendar_date) as integer) as weekday_number,
        strftime(calendar_date, '%Y年%-m月%-d日') as date_name_zh,
        strftime(calendar_date, '%Y年') || '第' || quarter(calendar_date) || '季度' as quarter_name_zh,
        strftime(calendar_date, '%Y年%-m月') as month_name_zh,
        '星期' || ['一', '二', '三', '四', '五', '六', '日'][isodow(calendar_date)] as weekday_name_zh,
        dayname(calendar_date) as weekday_name_en,
        isodow(calendar_date) > 5 as is_weekend,
        calendar_date = last_day(calendar_date) as is_month_end,
        calendar_date = last_day(calendar_date) and month(calendar_date) % 3 = 0 as is_quarter_end,
        strftime(calendar_date, '%m%d') = '0101' as is_fiscal_year_start,
        strftime(calendar_date, '%m%d') = '1231' as is_fiscal_year_end
    from days

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['date_key', 'fiscal_year'],
        names_zh=['date_name_zh', 'quarter_name_zh', 'month_name_zh', 'weekday_name_zh'],
        names_en=['weekday_name_en'],
        others={
            'is_weekend': 'false', 'is_month_end': 'false', 'is_quarter_end': 'false', 'is_fiscal_year_start': 'false',
            'is_fiscal_year_end': 'false',
        }
    ) }}

)

select * from final
