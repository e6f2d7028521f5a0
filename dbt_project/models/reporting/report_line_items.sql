with

flat as (

    select * from {{ ref('rpt_indicator_scores_flat') }}

),

scores as (

    select * from {{ ref('fct_indicator_scores') }}

),

categories as (

    select * from {{ ref('dim_indicator_category') }}

),

final as (

    select
        flat.evaluation_key,
        flat.line_number,
        categories.category_name,
        categories.category_name_en,
        flat.indicator_name,
        flat.subcategory_name,
        flat.explanation_text,
        flat.weight_points,
        flat.self_score_points,
        flat.target_text,
        flat.actual_text,
        flat.is_placeholder,
        scores.is_execution_row,
        flat.is_in_total,
        flat.deviation_text,
        flat.remark_text
    from flat
    inner join scores on flat.evaluation_key = scores.evaluation_key and flat.line_number = scores.line_number
    inner join categories on scores.category_key = categories.category_key

)

select * from final
