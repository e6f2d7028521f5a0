with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations
    where self_evaluation_date is not null and fiscal_year <> -1

),

-- A year is evaluated after it began and before the next one but one.
findings as (

    select
        evaluation_key,
        null as line_number,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed,
        fiscal_year || ' or ' || (fiscal_year + 1) as expected,
        '自评时间 ' || self_evaluation_date_normalised || ' 与预算年度 ' || fiscal_year || ' 不相称' as message_zh,
        'the self-evaluation date ' || self_evaluation_date_normalised || ' does not go with fiscal year ' || fiscal_year
            as message_en
    from evaluations
    where fiscal_year <> -1 and extract(year from self_evaluation_date) not in (fiscal_year, fiscal_year + 1)

)

{{ rule_rows() }}
