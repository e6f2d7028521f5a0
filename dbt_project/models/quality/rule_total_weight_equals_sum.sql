with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where total_weight_stated_number is not null and line_count > 0

),

findings as (

    select
        evaluation_key,
        total_line as source_line,
        total_weight_normalised as observed,
        {{ show_number('coalesce(total_weight_number, 0)') }} as sum_of_lines
    from applicable
    where total_weight_stated_number <> coalesce(total_weight_number, 0)

)

{{ rule_rows() }}
