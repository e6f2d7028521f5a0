with

printed as (

    select * from {{ ref('printed_lines') }}

),

recomputed as (

    select * from {{ ref('fct_recomputed_scores') }}

),

scores as (

    select * from {{ ref('fct_indicator_scores') }}

),

-- Line items of admitted evaluations with the same concept, year and scheme; the best score rate is the first.
ranked as (

    select
        evaluation_key,
        line_number,
        rank() over (
            partition by fiscal_year, scheme_key, indicator_key order by score_rate desc
        ) as peer_rank,
        count(*) over (partition by fiscal_year, scheme_key, indicator_key) as peer_count
    from scores
    where indicator_key > 0 and fiscal_year > 0 and score_rate is not null and not is_placeholder

),

final as (

    select
        printed.evaluation_key,
        printed.line_number,
        printed.category_text,
        printed.subcategory_text,
        printed.indicator_name_text,
        printed.explanation_text,
        printed.target_operator_text,
        printed.target_text,
        printed.target_unit_text,
        printed.actual_text,
        printed.weight_text,
        printed.self_score_text,
        printed.deviation_text,
        printed.remark_text,
        printed.corrected_indicator_name,
        printed.corrected_weight,
        printed.corrected_self_score,
        printed.is_execution_row,
        printed.is_placeholder,
        printed.first_line,
        printed.last_line,
        printed.source_page,
        printed.source_row,
        cast(recomputed.deviation_rate + 1 as decimal(24, 12)) as completion_rate,
        recomputed.recomputed_score_points,
        recomputed.recomputed_gap_points,
        recomputed.reason_zh,
        recomputed.reason_en,
        ranked.peer_rank,
        ranked.peer_count
    from printed
    left join recomputed
        on printed.evaluation_key = recomputed.evaluation_key and printed.line_number = recomputed.line_number
    left join ranked on printed.evaluation_key = ranked.evaluation_key and printed.line_number = ranked.line_number

)

select * from final
