with

-- The total may be printed in the total row, among the fields, or in both.
totals as (

    select
        evaluation_key,
        'total_score' as field_code,
        total_line as source_line,
        total_score_normalised as printed_text,
        row_total_score_number as printed_number,
        coalesce(total_score_number, 0) as total_score_number
    from {{ ref('int_evaluations') }}
    where line_count > 0 and row_total_score_number is not null
    union all
    select
        evaluation_key,
        'head_total_score' as field_code,
        head_total_score_line as source_line,
        head_total_score_normalised as printed_text,
        head_total_score_number as printed_number,
        coalesce(total_score_number, 0) as total_score_number
    from {{ ref('int_evaluations') }}
    where line_count > 0 and head_total_score_number is not null

),

applicable as (

    select distinct evaluation_key from totals

),

findings as (

    select
        evaluation_key,
        field_code,
        source_line,
        printed_text as observed,
        {{ show_number('total_score_number') }} as sum_of_lines
    from totals
    where printed_number <> total_score_number

)

{{ rule_rows() }}
