with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where self_evaluation_date is not null and fiscal_year <> -1

),

-- A year is evaluated after it began and before the next one but one.
findings as (

    select
        evaluation_key,
        self_evaluation_date_line as source_line,
        self_evaluation_date_normalised as observed,
        fiscal_year,
        fiscal_year + 1 as next_year
    from applicable
    where extract(year from self_evaluation_date) not in (fiscal_year, fiscal_year + 1)

)

{{ rule_rows() }}
