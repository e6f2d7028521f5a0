{{ config(meta={'dagster': {'ref': {'name': 'fct_evaluations'}}}) }}
-- The grade is the best one whose lower bound the total reaches, and a printed grade is that grade.
with

reached as (

    select
        evaluations.evaluation_key,
        min(grades.grade_ordinal) as grade_ordinal
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('dim_grade') }} as grades
        on
            evaluations.scheme_key = grades.scheme_key
            and evaluations.total_score_computed_points >= grades.lower_bound_points
    group by evaluations.evaluation_key

)

select
    evaluations.evaluation_key,
    evaluations.total_score_computed_points,
    evaluations.grade_key,
    evaluations.stated_grade_key,
    evaluations.corrected_grade_key,
    {{ unquarantined_form_message('its grade is not that of its total', 'grade_matches_bands') }} as message
from {{ ref('fct_evaluations') }} as evaluations
inner join reached on evaluations.evaluation_key = reached.evaluation_key
left join {{ ref('dim_grade') }} as grades on evaluations.grade_key = grades.grade_key
where
    grades.grade_ordinal is distinct from reached.grade_ordinal
    or (
        case evaluations.corrected_grade_key when -2 then evaluations.stated_grade_key else evaluations.corrected_grade_key end
        not in (-1, evaluations.grade_key)
    )
