with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        line_number,
        first_line as source_line,
        category_name as observed,
        coalesce(category_name, '（空）') as category_zh,
        coalesce(category_name, '(blank)') as category_en
    from {{ ref('int_indicator_lines') }}
    where category_code is null

)

{{ rule_rows(grain='line') }}
