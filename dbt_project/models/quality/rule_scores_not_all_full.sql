with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where total_score_number is not null and total_weight_number > 0

),

findings as (

    select
        evaluation_key,
        total_line as source_line,
        {{ show_number('total_score_number') }} as observed
    from applicable
    where total_score_number = total_weight_number

)

{{ rule_rows() }}
