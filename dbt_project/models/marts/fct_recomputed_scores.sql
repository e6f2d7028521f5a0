with

methods as (

    select * from {{ ref('scoring_methods') }}

),

schemes as (

    select
        scheme_key,
        scheme_code,
        scheme_code in (select scheme_code from methods) as has_methods
    from {{ ref('dim_scheme') }}

),

lines as (

    select
        *,
        case when is_execution_row then 'execution_row' else target_operator end as line_kind,
        -- A unit in a column of its own holds for a bare actual value too, except where 95 and 0.95 may both mean 95 %.
        case
            when actual_unit is not null or {{ parse_quantity_unit("replace(target_text, ' ', '')") }} is not null
                then actual_unit
            when target_unit = '%' and (target_number <= 2) <> (actual_number <= 2) then null
            else target_unit
        end as compared_unit
    from {{ ref('fct_indicator_scores') }}

),

-- Target and actual value in one unit; NULL where that is not certain.
compared as (

    select
        lines.*,
        schemes.has_methods,
        methods.method_code,
        methods.method_name_zh,
        methods.method_name_en,
        money.budget_yuan,
        money.executed_yuan,
        coalesce({{ parse_quantity_operator("replace(lines.actual_text, ' ', '')") }}, '=') <> '=' as is_actual_bound,
        {{ base_unit('lines.target_unit') }} = {{ base_unit('lines.compared_unit') }} as is_one_unit,
        {{ in_base_unit('lines.target_number', 'lines.target_unit') }} as target_amount,
        {{ in_base_unit('lines.actual_number', 'lines.compared_unit') }} as actual_amount
    from lines
    inner join schemes on lines.scheme_key = schemes.scheme_key
    inner join {{ ref('fct_budget_execution') }} as money on lines.evaluation_key = money.evaluation_key
    left join methods on schemes.scheme_code = methods.scheme_code and lines.line_kind = methods.line_kind

),

reasoned as (

    select
        *,
        case
            when not has_methods then 'scheme_without_formula'
            when is_placeholder then 'placeholder_line'
            when weight_points is null then 'weight_missing'
            when weight_points < 0 then 'negative_number'
            when is_execution_row and method_code is null then 'kind_without_formula'
            when is_execution_row and (budget_yuan is null or executed_yuan is null) then 'amount_missing'
            when is_execution_row and budget_yuan = 0 then 'budget_zero'
            when is_execution_row and (budget_yuan < 0 or executed_yuan < 0) then 'negative_number'
            when is_execution_row then null
            when {{ is_blank('target_text') }} then 'target_missing'
            when target_operator = 'qualitative' then 'target_qualitative'
            when target_number is null then 'target_not_a_number'
            when target_operator is null then 'operator_missing'
            when method_code is null then 'kind_without_formula'
            when {{ is_blank('actual_text') }} then 'actual_missing'
            when actual_number is null then 'actual_not_a_number'
            when is_actual_bound then 'actual_is_a_bound'
            when (target_unit is null) <> (compared_unit is null) and not is_one_unit then 'unit_missing'
            when not is_one_unit then 'units_differ'
            when method_code <> 'all_or_nothing' and (target_amount < 0 or actual_amount < 0) then 'negative_number'
            when method_code = 'actual_over_target' and target_amount = 0 then 'target_zero'
            when target_operator in ('>', '<') and target_amount = actual_amount then 'at_strict_bound'
        end as reason_code
    from compared

),

scored as (

    select
        *,
        case
            when reason_code is not null then null
            when method_code = 'execution_rate' then {{ share_of_points('weight_points', 'executed_yuan', 'budget_yuan') }}
            when method_code = 'actual_over_target'
                then {{ share_of_points('weight_points', 'actual_amount', 'target_amount') }}
            when method_code = 'target_over_actual' and actual_amount = 0 then weight_points
            when method_code = 'target_over_actual'
                then {{ share_of_points('weight_points', 'target_amount', 'actual_amount') }}
            when actual_amount = target_amount then weight_points
            else 0
        end as recomputed_score_points
    from reasoned

),

final as (

    select
        scored.evaluation_key,
        scored.line_number,
        scored.indicator_key,
        scored.category_key,
        scored.project_key,
        scored.department_key,
        scored.fiscal_year,
        scored.scheme_key,
        scored.is_execution_row,
        scored.is_in_total,
        case when scored.reason_code is null then scored.method_code end as method_code,
        case when scored.reason_code is null then scored.method_name_zh end as method_name_zh,
        case when scored.reason_code is null then scored.method_name_en end as method_name_en,
        cast(scored.recomputed_score_points as decimal(10, 4)) as recomputed_score_points,
        cast(scored.self_score_points - scored.recomputed_score_points as decimal(10, 4)) as recomputed_gap_points,
        case
            -- A number of 16 digits has no room in the ratio.
            when
                scored.is_one_unit
                and not scored.is_actual_bound
                and greatest(scored.target_amount, scored.actual_amount) < cast(1000000000000000 as decimal(16, 0))
                then {{ safe_ratio(
                    '(scored.actual_amount - scored.target_amount) * cast(100 as decimal(3, 0))',
                    'scored.target_amount * cast(100 as decimal(3, 0))'
                ) }}
        end as deviation_rate,
        scored.reason_code,
        reasons.reason_zh,
        reasons.reason_en
    from scored
    left join {{ ref('recomputation_reasons') }} as reasons on scored.reason_code = reasons.reason_code

)

select * from final
