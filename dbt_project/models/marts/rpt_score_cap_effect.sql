with

rules as (

    select
        evaluations.evaluation_key,
        evaluations.total_score_computed_points as score_points,
        money.budget_yuan,
        money.executed_yuan,
        caps.*
    from {{ ref('fct_evaluations') }} as evaluations
    inner join {{ ref('fct_budget_execution') }} as money on evaluations.evaluation_key = money.evaluation_key
    inner join {{ ref('dim_scheme') }} as schemes on evaluations.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_department') }} as departments on evaluations.department_key = departments.department_key
    inner join {{ ref('score_caps') }} as caps
        on schemes.scheme_code = caps.scheme_code and (caps.region is null or caps.region = departments.region)

),

-- How much better than its target a line item is: more where more is better, less where less is better.
lines as (

    select
        scores.evaluation_key,
        scores.self_score_points,
        scores.score_rate,
        case
            when scores.target_operator in ('>=', '>') then recomputed.deviation_rate
            when scores.target_operator in ('<=', '<') then -recomputed.deviation_rate
        end as exceeding_rate,
        not scores.is_execution_row and texts.deviation_text is null and texts.remark_text is null as is_unexplained
    from {{ ref('fct_indicator_scores') }} as scores
    inner join {{ ref('fct_recomputed_scores') }} as recomputed
        on scores.evaluation_key = recomputed.evaluation_key and scores.line_number = recomputed.line_number
    inner join {{ ref('int_indicator_lines') }} as texts
        on scores.evaluation_key = texts.evaluation_key and scores.line_number = texts.line_number
    where scores.is_in_total

),

deducted as (

    select
        rules.evaluation_key,
        rules.rule_set_code,
        rules.rule_code,
        count(*) filter (where lines.exceeding_rate is not null) as comparable_line_count,
        sum(least(rules.effect_points, lines.self_score_points)) filter (
            where case rules.rule_kind
                when 'deviation_deduction' then lines.exceeding_rate > rules.threshold_rate
                else lines.score_rate < rules.threshold_rate and lines.is_unexplained
            end
        ) as deducted_points
    from rules
    inner join lines on rules.evaluation_key = lines.evaluation_key
    where rules.rule_kind in ('deviation_deduction', 'reason_deduction')
    group by rules.evaluation_key, rules.rule_set_code, rules.rule_code

),

-- What is unknown applies no rule.
reasoned as (

    select
        rules.*,
        deducted.deducted_points,
        case
            when rules.score_points is null then 'total_score_missing'
            when rules.rule_kind = 'execution_cap' and (rules.budget_yuan is null or rules.executed_yuan is null)
                then 'amount_missing'
            when rules.rule_kind = 'execution_cap' and rules.budget_yuan = 0 then 'budget_zero'
            when rules.rule_kind = 'deviation_deduction' and coalesce(deducted.comparable_line_count, 0) = 0
                then 'deviation_unknown'
        end as reason_code
    from rules
    left join deducted
        on
            rules.evaluation_key = deducted.evaluation_key
            and rules.rule_set_code = deducted.rule_set_code
            and rules.rule_code = deducted.rule_code

),

judged as (

    select
        *,
        reason_code is null
        and case rule_kind
            when 'execution_cap'
                then executed_yuan < cast(threshold_rate as decimal(18, 6)) * cast(budget_yuan as decimal(20, 2))
            else deducted_points is not null
        end as is_met
    from reasoned

),

-- Of several caps the lowest holds.
applied as (

    select
        judged.*,
        judged.is_met and (
            judged.rule_kind <> 'execution_cap'
            or judged.effect_points = min(judged.effect_points) filter (where judged.is_met and judged.rule_kind = 'execution_cap')
                over (partition by judged.evaluation_key, judged.rule_set_code)
        ) as is_applied,
        reasons.reason_zh,
        reasons.reason_en
    from judged
    left join {{ ref('recomputation_reasons') }} as reasons on judged.reason_code = reasons.reason_code

),

summed as (

    select
        evaluation_key,
        rule_set_code,
        min(rule_set_name_zh) as rule_set_name_zh,
        min(rule_set_name_en) as rule_set_name_en,
        min(score_points) as score_points,
        coalesce(sum(deducted_points) filter (where is_applied and rule_kind = 'deviation_deduction'), 0) as deviation_points,
        coalesce(sum(deducted_points) filter (where is_applied and rule_kind = 'reason_deduction'), 0) as reason_points,
        min(effect_points) filter (where is_applied and rule_kind = 'execution_cap') as cap_points,
        string_agg(rule_code, '; ' order by rule_code) filter (where is_applied) as applied_rule_codes,
        string_agg(rule_name_zh, '；' order by rule_code) filter (where is_applied) as applied_rules_zh,
        string_agg(rule_name_en, '; ' order by rule_code) filter (where is_applied) as applied_rules_en,
        string_agg(rule_code, '; ' order by rule_code) filter (where reason_code is not null) as unapplied_rule_codes,
        string_agg(rule_name_zh || '（' || reason_zh || '）', '；' order by rule_code) filter (where reason_code is not null)
            as unapplied_rules_zh,
        string_agg(rule_name_en || ' (' || reason_en || ')', '; ' order by rule_code) filter (where reason_code is not null)
            as unapplied_rules_en
    from applied
    group by evaluation_key, rule_set_code

),

-- Deductions come first, then the cap; each takes only what is left.
lost as (

    select
        *,
        case when score_points is not null then least(deviation_points, score_points) end as deviation_lost_points,
        case when score_points is not null then least(reason_points, greatest(score_points - deviation_points, 0)) end
            as reason_lost_points,
        case
            when score_points is not null
                then greatest(
                    greatest(score_points - deviation_points - reason_points, 0) - coalesce(cap_points, score_points), 0
                )
        end as cap_lost_points
    from summed

),

scored as (

    select
        lost.*,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        evaluations.grade_key,
        cast(deviation_lost_points + reason_lost_points + cap_lost_points as decimal(10, 4)) as lost_points,
        cast(score_points - deviation_lost_points - reason_lost_points - cap_lost_points as decimal(10, 4))
            as score_after_points
    from lost
    inner join {{ ref('fct_evaluations') }} as evaluations on lost.evaluation_key = evaluations.evaluation_key

),

graded as (

    select
        scored.*,
        case
            when scored.grade_key < 0 or scored.lost_points = 0 then scored.grade_key
            else coalesce(bands.grade_key, -1)
        end as grade_after_key
    from scored
    left join {{ ref('dim_grade') }} as bands
        on
            scored.scheme_key = bands.scheme_key
            and scored.score_after_points >= bands.lower_bound_points
            and (
                scored.score_after_points < bands.upper_bound_points
                or (scored.score_after_points = bands.upper_bound_points and bands.grade_ordinal = 1)
            )

),

final as (

    select
        graded.evaluation_key,
        graded.rule_set_code,
        graded.rule_set_name_zh,
        graded.rule_set_name_en,
        graded.fiscal_year,
        graded.scheme_key,
        schemes.scheme_name_zh,
        departments.budget_unit_code,
        departments.budget_unit_name,
        graded.project_key,
        projects.project_name,
        graded.score_points as score_before_points,
        cast(graded.deviation_lost_points as decimal(10, 4)) as deviation_lost_points,
        cast(graded.reason_lost_points as decimal(10, 4)) as reason_lost_points,
        cast(graded.cap_lost_points as decimal(10, 4)) as cap_lost_points,
        graded.lost_points as rules_lost_points,
        graded.score_after_points,
        graded.grade_key as grade_before_key,
        grades_before.grade_name_zh as grade_before_name_zh,
        graded.grade_after_key,
        grades_after.grade_name_zh as grade_after_name_zh,
        graded.applied_rule_codes,
        graded.applied_rules_zh,
        graded.applied_rules_en,
        graded.unapplied_rule_codes,
        graded.unapplied_rules_zh,
        graded.unapplied_rules_en
    from graded
    inner join {{ ref('dim_scheme') }} as schemes on graded.scheme_key = schemes.scheme_key
    inner join {{ ref('dim_department') }} as departments on graded.department_key = departments.department_key
    inner join {{ ref('dim_project') }} as projects on graded.project_key = projects.project_key
    inner join {{ ref('dim_grade') }} as grades_before on graded.grade_key = grades_before.grade_key
    inner join {{ ref('dim_grade') }} as grades_after on graded.grade_after_key = grades_after.grade_key

)

select * from final
