with

signals as (

    select * from {{ ref('fct_review_signals') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

final as (

    select
        signals.fiscal_year,
        signals.scheme_key,
        schemes.scheme_name_zh,
        signals.signal_code,
        signals.signal_name_zh,
        count(*) as evaluation_count
    from signals
    inner join schemes on signals.scheme_key = schemes.scheme_key
    group by signals.fiscal_year, signals.scheme_key, schemes.scheme_name_zh, signals.signal_code, signals.signal_name_zh

)

select * from final
