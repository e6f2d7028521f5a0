with

applicable as (

    select * from {{ ref('int_budget_comparisons') }}
    where is_under_wan or is_under_yuan or executed_yuan is not null

),

-- If one of budget and executed amount is in yuan and the other in 万元, they differ by a factor of thousands: no execution
-- rate is above 100,000 %, and a rate below 0.1 % is not printed as above 1 %.
apart as (

    select *
    from applicable
    where
        executed_yuan between 1000 * budget_yuan and 100000 * budget_yuan
        or (
            executed_yuan > 0
            and budget_yuan between 1000 * executed_yuan and 100000 * executed_yuan
            and execution_rate_stated >= 0.01
        )

),

-- A budget of a ten-thousandth of the former budgets was probably printed in 万元.
small as (

    select *
    from applicable
    where
        is_under_yuan
        and (
            project_median_yuan between 5000 * budget_yuan and 20000 * budget_yuan
            or prior_year_budget_yuan between 5000 * budget_yuan and 20000 * budget_yuan
        )

),

-- A budget of 10,000 times those of other years was probably printed in yuan; so was a budget of a billion yuan or more
-- with the decimals of yuan, or of a thousand times the budgets of the unit's other projects.
findings as (

    select
        evaluation_key,
        'rather_yuan' as case_code,
        source_line,
        observed,
        {{ show_number('budget_yuan') }} as budget,
        concat_ws(
            '',
            '，本项目其他年度约 ' || {{ show_number('project_median_yuan') }} || ' 元',
            '，本单位其他项目约 ' || {{ show_number('unit_median_yuan') }} || ' 元'
        ) as comparison_zh,
        concat_ws(
            '',
            ', other years of the project about ' || {{ show_number('project_median_yuan') }},
            ', other projects of the unit about ' || {{ show_number('unit_median_yuan') }}
        ) as comparison_en
    from applicable
    where
        is_under_wan
        and (
            budget_yuan between 5000 * project_median_yuan and 20000 * project_median_yuan
            or (
                budget_yuan >= 1000000000
                and (
                    regexp_matches(observed, '[.]00$')
                    or budget_yuan >= 1000 * project_median_yuan
                    or budget_yuan >= 1000 * unit_median_yuan
                )
            )
        )
    union all
    select
        evaluation_key,
        'rather_wan' as case_code,
        source_line,
        observed,
        {{ show_number('budget_yuan') }} as budget,
        concat_ws(
            '，',
            '本项目其他年度约 ' || {{ show_number('project_median_yuan') }} || ' 元',
            '上年预算 ' || {{ show_number('prior_year_budget_yuan') }} || ' 元'
        ) as comparison_zh,
        concat_ws(
            ', ',
            'other years of the project about ' || {{ show_number('project_median_yuan') }},
            'the budget of the year before ' || {{ show_number('prior_year_budget_yuan') }}
        ) as comparison_en
    from small
    union all
    select
        evaluation_key,
        'two_units' as case_code,
        executed_line as source_line,
        executed_normalised as observed,
        observed as budget,
        null as comparison_zh,
        null as comparison_en
    from apart

)

{{ rule_rows() }}
