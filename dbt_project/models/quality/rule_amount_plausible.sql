with

budgets as (

    select * from {{ ref('int_budget_comparisons') }}

),

applicable as (

    select evaluation_key
    from budgets

),

findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        observed,
        'below a billion yuan, or alike other years and projects' as expected,
        '当年预算数折合 ' || {{ show_number('budget_yuan') }} || ' 元，数额异常，请核对金额单位' as message_zh,
        'the budget makes ' || {{ show_number('budget_yuan') }} || ' yuan: check the unit of money' as message_en
    from budgets
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
