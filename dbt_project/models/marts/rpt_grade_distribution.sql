with

evaluations as (

    select * from {{ ref('fct_evaluations') }}

),

money as (

    select * from {{ ref('fct_budget_execution') }}

),

grades as (

    select * from {{ ref('dim_grade') }}

),

schemes as (

    select * from {{ ref('dim_scheme') }}

),

years as (

    select distinct
        fiscal_year,
        scheme_key
    from evaluations

),

-- Every grade of a scheme has its row in every year of the scheme, also if no evaluation has it.
frame as (

    select
        years.fiscal_year,
        years.scheme_key,
        grades.grade_key
    from years
    inner join grades on years.scheme_key = grades.scheme_key
    union
    select
        fiscal_year,
        scheme_key,
        grade_key
    from evaluations

),

counted as (

    select
        evaluations.fiscal_year,
        evaluations.scheme_key,
        evaluations.grade_key,
        count(*) as evaluation_count,
        sum(money.budget_yuan) as budget_yuan,
        {{ count_unknown('money.budget_yuan') }} as budget_unknown_count
    from evaluations
    inner join money on evaluations.evaluation_key = money.evaluation_key
    group by evaluations.fiscal_year, evaluations.scheme_key, evaluations.grade_key

),

quarantined as (

    {{ quarantined_sums(['fiscal_year', 'scheme_key']) }}

),

final as (

    select
        frame.fiscal_year,
        frame.scheme_key,
        schemes.scheme_name_zh,
        frame.grade_key,
        grades.grade_name_zh,
        grades.grade_ordinal,
        coalesce(counted.evaluation_count, 0) as evaluation_count,
        cast(
            sum(coalesce(counted.evaluation_count, 0)) over (partition by frame.fiscal_year, frame.scheme_key) as bigint
        ) as scheme_evaluation_count,
        {{ safe_ratio(
            'coalesce(counted.evaluation_count, 0)',
            'sum(coalesce(counted.evaluation_count, 0)) over (partition by frame.fiscal_year, frame.scheme_key)'
        ) }} as evaluation_share,
        {{ sum_known('counted.budget_yuan', 'counted.evaluation_count') }} as budget_yuan,
        coalesce(counted.budget_unknown_count, 0) as budget_unknown_count,
        {{ quarantined_columns(prefix='scheme_') }}
    from frame
    inner join schemes on frame.scheme_key = schemes.scheme_key
    inner join grades on frame.grade_key = grades.grade_key
    left join counted
        on
            frame.fiscal_year = counted.fiscal_year
            and frame.scheme_key = counted.scheme_key
            and frame.grade_key = counted.grade_key
    left join quarantined on frame.fiscal_year = quarantined.fiscal_year and frame.scheme_key = quarantined.scheme_key

)

select * from final
