with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}
    where line_count > 0

),

findings as (

    select
        evaluation_key,
        min(line_number) as line_number,
        min(first_line) as source_line,
        count(*) as observed,
        indicator_name
    from {{ ref('int_indicator_lines') }}
    where indicator_part is not null
    group by evaluation_key, category_code, indicator_part, indicator_name
    having count(*) > 1

)

{{ rule_rows(grain='line') }}
