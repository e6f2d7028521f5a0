with

budgets as (

    select * from {{ ref('int_budget_comparisons') }}
    where is_under_wan or is_under_yuan or executed_yuan is not null

),

applicable as (

    select evaluation_key
    from budgets

),

-- Budget and execution of one form are some thousand times one another where one is in yuan and the other in 万元: no
-- rate of execution is above 100,000 %, and one below 0.1 % is not printed as one above 1 %.
apart as (

    select *
    from budgets
    where
        executed_yuan between 1000 * budget_yuan and 100000 * budget_yuan
        or (
            executed_yuan > 0
            and budget_yuan between 1000 * executed_yuan and 100000 * executed_yuan
            and execution_rate_stated >= 0.01
        )

),

-- A budget of a ten-thousandth of what the project had before was rather printed in 万元.
small as (

    select *
    from budgets
    where
        is_under_yuan
        and (
            project_median_yuan between 5000 * budget_yuan and 20000 * budget_yuan
            or prior_year_budget_yuan between 5000 * budget_yuan and 20000 * budget_yuan
        )

),

-- A budget of 10,000 times the other years' was rather printed in yuan; so was one of a billion yuan and more that has
-- the decimals of yuan, or is a thousand times what the unit's other projects are.
findings as (

    select
        evaluation_key,
        null as line_number,
        source_line,
        observed,
        'an amount in 万元' as expected,
        '万元栏内的 ' || observed || ' 疑为元（折合 ' || {{ show_number('budget_yuan') }} || ' 元'
        || coalesce('，本项目其他年度约 ' || {{ show_number('project_median_yuan') }} || ' 元', '')
        || coalesce('，本单位其他项目约 ' || {{ show_number('unit_median_yuan') }} || ' 元', '')
        || '）；若确为万元，请以更正注明单位' as message_zh,
        observed || ' under 万元 is rather in yuan (it makes ' || {{ show_number('budget_yuan') }} || ' yuan'
        || coalesce(', other years of the project about ' || {{ show_number('project_median_yuan') }}, '')
        || coalesce(', other projects of the unit about ' || {{ show_number('unit_median_yuan') }}, '')
        || '): where it is right, a correction that prints the unit says so' as message_en
    from budgets
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
        null as line_number,
        source_line,
        observed,
        'an amount in 元' as expected,
        '元栏内的 ' || observed || ' 疑为万元（'
        || concat_ws(
            '，',
            '本项目其他年度约 ' || {{ show_number('project_median_yuan') }} || ' 元',
            '上年预算 ' || {{ show_number('prior_year_budget_yuan') }} || ' 元'
        )
        || '）；若确为元，请以更正注明单位' as message_zh,
        observed || ' under 元 is rather in 万元 ('
        || concat_ws(
            ', ',
            'other years of the project about ' || {{ show_number('project_median_yuan') }},
            'the budget of the year before ' || {{ show_number('prior_year_budget_yuan') }}
        )
        || '): where it is right, a correction that prints the unit says so' as message_en
    from small
    union all
    select
        evaluation_key,
        null as line_number,
        executed_line as source_line,
        executed_normalised as observed,
        'the unit of the budget, ' || observed as expected,
        '预算执行数 ' || executed_normalised || ' 与预算数 ' || observed || ' 相差千倍以上，两者的金额单位疑不一致' as message_zh,
        'the executed amount ' || executed_normalised || ' and the budget ' || observed
        || ' are a thousand times apart: they are rather in two units of money' as message_en
    from apart

)

{{ rule_rows() }}
