with

scores as (

    select * from {{ ref('fct_assessor_scores') }}

),

roles as (

    select * from {{ ref('dim_assessor_role') }}

),

final as (

    select
        scores.evaluation_key,
        scores.line_number,
        scores.assessor_role_key,
        roles.assessor_role_name_zh,
        roles.assessor_role_name_en,
        scores.assessor_score_points
    from scores
    inner join roles on scores.assessor_role_key = roles.assessor_role_key

)

select * from final
