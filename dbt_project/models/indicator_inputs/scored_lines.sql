with

lines as (

    select
        scores.evaluation_key,
        scores.line_number,
        scores.weight_points,
        scores.self_score_points,
        scores.lost_points,
        scores.is_in_total,
        scores.indicator_key,
        indicators.indicator_code,
        indicators.indicator_name,
        categories.category_code,
        scores.subcategory_name
    from {{ ref('fct_indicator_scores') }} as scores
    inner join {{ ref('dim_indicator') }} as indicators on scores.indicator_key = indicators.indicator_key
    inner join {{ ref('dim_indicator_category') }} as categories on scores.category_key = categories.category_key
    where scores.weight_points > 0

),

final as (

    select
        *,
        -- At most one theme, so that no point counts in two: 按期完成 is timeliness. Level 2 decides where the form prints
        -- it, else the indicator's name, which for a catalogued concept is the catalogue's.
        case
            when category_code = 'satisfaction' or subcategory_name like '%满意%' then 'satisfaction'
            when subcategory_name like '%时效%' then 'timeliness'
            when subcategory_name like '%数量%' then 'completion'
            when indicator_name like '%满意%' then 'satisfaction'
            when regexp_matches(indicator_name, '及时|时效|按期|按时') then 'timeliness'
            when regexp_matches(indicator_name, '完成|达标') then 'completion'
        end as theme
    from lines

)

select * from final
