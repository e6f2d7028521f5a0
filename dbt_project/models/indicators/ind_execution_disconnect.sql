with

execution_lines as (

    select
        evaluation_key,
        cast(sum(weight_points) as decimal(18, 4)) as weight_points,
        cast(sum(self_score_points) as decimal(18, 4)) as self_score_points,
        count(*) filter (where self_score_points is null) as unscored_count
    from {{ ref('scored_lines') }}
    where indicator_code = 'budget_execution_rate'
    group by evaluation_key

),

measured as (

    select
        execution.evaluation_key,
        -- No score exceeds its weight, so that money overspent earns no more than the whole of it.
        execution_lines.self_score_points
        - execution_lines.weight_points
        * case when execution.execution_rate_computed > 1 then 1 else execution.execution_rate_computed end as numerator,
        cast(null as decimal(18, 4)) as denominator,
        case
            when execution_lines.evaluation_key is null then 'no_such_indicator'
            when execution.budget_yuan = 0 then 'budget_zero'
            when execution.execution_rate_computed is null then 'rate_not_computed'
            when execution_lines.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{ ref('fct_budget_execution') }} as execution
    left join execution_lines on execution.evaluation_key = execution_lines.evaluation_key

)

{{ indicator_rows(value='numerator') }}
