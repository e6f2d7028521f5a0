with

scores as (

    select * from {{ ref('int_assessor_scores') }}
    where score_points is not null

),

lines as (

    select * from {{ ref('fct_indicator_scores') }}

),

final as (

    select
        lines.evaluation_key,
        lines.line_number,
        {{ surrogate_key(['scores.assessor_role_code']) }} as assessor_role_key,
        lines.indicator_key,
        lines.category_key,
        lines.project_key,
        lines.department_key,
        lines.fiscal_year,
        lines.scheme_key,
        lines.weight_points,
        lines.self_score_points,
        scores.score_points as assessor_score_points,
        cast(scores.score_points - lines.self_score_points as decimal(10, 4)) as score_gap_points,
        lines.is_in_total
    from scores
    inner join lines on scores.evaluation_key = lines.evaluation_key and scores.line_number = lines.line_number

)

select * from final
