with

coverage as (

    select * from {{ ref('filing_coverage') }}

),

final as (

    select
        filing_status,
        count(*) as project_count,
        sum(expected_budget_yuan) as expected_budget_yuan,
        {{ count_unknown('expected_budget_yuan') }} as expected_budget_unknown_count
    from coverage
    group by filing_status

)

select * from final
