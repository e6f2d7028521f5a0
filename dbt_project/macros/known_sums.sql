{# A sum of amounts: 0 where there is nothing to add; NULL, never 0, where no amount is known. `amount_sum` is SQL's sum,
   which leaves out unknown amounts: print count_unknown beside it. #}
{% macro sum_known(amount_sum, count, places=2) -%}
    cast(case when coalesce({{ count }}, 0) = 0 then 0 else {{ amount_sum }} end as decimal(38, {{ places }}))
{%- endmacro %}

{# How many rows of a group have no amount, among those that meet the condition. #}
{% macro count_unknown(amount, condition='true') -%}
    count(*) filter (where {{ condition }} and {{ amount }} is null)
{%- endmacro %}

{# The quarantined evaluations by some columns, for the columns of quarantined_columns. #}
{% macro quarantined_sums(columns) -%}
    select
        {{ columns | join(',\n        ') }},
        count(*) as quarantined_evaluation_count,
        sum(budget_yuan) as quarantined_budget_yuan,
        {{ count_unknown('budget_yuan') }} as quarantined_budget_unknown_count
    from {{ ref('quarantined_evaluations') }}
    group by {{ columns | join(', ') }}
{%- endmacro %}

{# The three columns of quarantined evaluations beside a total, from the relation `quarantined` or another. Where the values
   repeat on several rows the prefix names the level that they belong to, so that nobody adds them. #}
{% macro quarantined_columns(relation='quarantined', prefix='') -%}
    cast(coalesce({{ relation }}.quarantined_evaluation_count, 0) as bigint) as {{ prefix }}quarantined_evaluation_count,
        {{ sum_known(relation ~ '.quarantined_budget_yuan', relation ~ '.quarantined_evaluation_count') }}
            as {{ prefix }}quarantined_budget_yuan,
        cast(coalesce({{ relation }}.quarantined_budget_unknown_count, 0) as bigint)
            as {{ prefix }}quarantined_budget_unknown_count
{%- endmacro %}

{# The count and the money of admitted evaluations of a roll-up, from the relation `admitted`; 0 where it has no row. #}
{% macro admitted_money_columns() -%}
    coalesce(admitted.evaluation_count, 0) as evaluation_count,
        {{ sum_known('admitted.budget_yuan', 'admitted.evaluation_count') }} as budget_yuan,
        coalesce(admitted.budget_unknown_count, 0) as budget_unknown_count,
        {{ sum_known('admitted.executed_yuan', 'admitted.evaluation_count') }} as executed_yuan,
        coalesce(admitted.executed_unknown_count, 0) as executed_unknown_count,
        {{ sum_known(
            'admitted.budget_yuan * cast(0.0001 as decimal(5, 4))', 'admitted.evaluation_count', places=6
        ) }} as budget_wan_yuan,
        {{ sum_known(
            'admitted.executed_yuan * cast(0.0001 as decimal(5, 4))', 'admitted.evaluation_count', places=6
        ) }} as executed_wan_yuan,
        {{ sum_known('admitted.rated_executed_yuan', 'admitted.evaluation_count') }} as rated_executed_yuan,
        {{ sum_known('admitted.rated_budget_yuan', 'admitted.evaluation_count') }} as rated_budget_yuan,
        {{ safe_ratio('admitted.rated_executed_yuan', 'admitted.rated_budget_yuan') }} as execution_rate
{%- endmacro %}

{# Share of admitted budget in admitted and quarantined budget, from the relations `admitted` and `quarantined`; NULL where
   one of the budgets is unknown. #}
{% macro budget_coverage() -%}
    case
            when coalesce(admitted.budget_unknown_count, 0) + coalesce(quarantined.quarantined_budget_unknown_count, 0) = 0
                then {{ safe_ratio(
                    'coalesce(admitted.budget_yuan, 0)',
                    'coalesce(admitted.budget_yuan, 0) + coalesce(quarantined.quarantined_budget_yuan, 0)'
                ) }}
        end
{%- endmacro %}
