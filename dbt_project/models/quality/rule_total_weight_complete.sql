with

applicable as (

    select
        evaluations.*,
        schemes.total_points
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where evaluations.has_line_weights and evaluations.line_count > 0

),

findings as (

    select
        evaluation_key,
        total_line as source_line,
        {{ show_number('coalesce(total_weight_number, 0)') }} as observed,
        {{ show_number('total_points') }} as full_score
    from applicable
    where coalesce(total_weight_number, 0) <> total_points

)

{{ rule_rows() }}
