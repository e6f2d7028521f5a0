with

applicable as (

    select * from {{ ref('int_budget_comparisons') }}

),

findings as (

    select
        evaluation_key,
        source_line,
        observed,
        {{ show_number('budget_yuan') }} as budget
    from applicable
    where
        budget_yuan >= 10000000000
        or (
            budget_yuan >= 1000000000
            and (
                is_under_wan or budget_yuan >= 1000 * project_median_yuan or budget_yuan >= 1000 * unit_median_yuan
            )
        )

)

{{ rule_rows() }}
