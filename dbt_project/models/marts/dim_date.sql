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

times as (

    select
        unnest(
            {{ days_between('make_date(min(year(calendar_date)), 1, 1)', 'make_date(max(year(calendar_date)), 12, 31)') }}
        ) as midnight
    from needed

),

days as (

    select cast(midnight as date) as calendar_date from times

),

members as (

    select
        {{ date_key('calendar_date') }} as date_key,
        calendar_date,
        cast(year(calendar_date) as integer) as fiscal_year,
        cast(quarter(calendar_date) as integer) as quarter_number,
        cast(month(calendar_date) as integer) as month_number,
        cast({{ weekday_number('calendar_date') }} as integer) as weekday_number,
        {{ show_date('calendar_date', '%Y年%-m月%-d日') }} as date_name_zh,
        {{ show_date('calendar_date', '%Y年') }} || '第' || quarter(calendar_date) || '季度' as quarter_name_zh,
        {{ show_date('calendar_date', '%Y年%-m月') }} as month_name_zh,
        '星期' || substring('一二三四五六日', {{ weekday_number('calendar_date') }}, 1) as weekday_name_zh,
        list_extract(
            ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], {{ weekday_number('calendar_date') }}
        ) as weekday_name_en,
        {{ weekday_number('calendar_date') }} > 5 as is_weekend,
        calendar_date = last_day(calendar_date) as is_month_end,
        calendar_date = last_day(calendar_date) and month(calendar_date) % 3 = 0 as is_quarter_end,
        month(calendar_date) = 1 and day(calendar_date) = 1 as is_fiscal_year_start,
        month(calendar_date) = 12 and day(calendar_date) = 31 as is_fiscal_year_end
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
