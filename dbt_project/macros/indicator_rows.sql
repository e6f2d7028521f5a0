{#
    The last step of every indicator model: one row for every admitted evaluation, in the contract's shape.

    The model names a CTE `measured` with, for each evaluation it can say something of, `evaluation_key`, `numerator`,
    `denominator` and `reason_code`: NULL where there is a value, else a code of indicator_reasons.csv that says why
    there is none. What `measured` lacks is insufficient_data (not_measured). The value is
    - `ratio`: numerator / denominator; a ratio that cannot be formed is insufficient_data (ratio_without_room)
    - `numerator`: the numerator itself, an amount, a count or a difference; no denominator; blank where there is no value.
#}
{% macro indicator_rows(value='ratio') %}
{%- if value not in ('ratio', 'numerator') -%}
    {{ exceptions.raise_compiler_error("indicator_rows(value='" ~ value ~ "'): use 'ratio' or 'numerator'") }}
{%- endif -%}
, every_evaluation as (

    select evaluation_key from {{ ref('fct_evaluations') }}

),

with_value as (

    select
        every_evaluation.evaluation_key,
        measured.numerator,
        measured.denominator,
        {% if value == 'ratio' -%}
        {{ safe_ratio('measured.numerator', 'measured.denominator') }} as value,
        {%- else -%}
        measured.numerator as value,
        {%- endif %}
        case when measured.evaluation_key is null then 'not_measured' else measured.reason_code end as reason_code
    from every_evaluation
    left join measured on every_evaluation.evaluation_key = measured.evaluation_key

),

with_reason as (

    select
        evaluation_key,
        value,
        numerator,
        denominator,
        case when reason_code is null and value is null then 'ratio_without_room' else reason_code end as reason_code
    from with_value

)

select
    with_reason.evaluation_key,
    case when with_reason.reason_code is null then cast(with_reason.value as decimal(28, 6)) end as value,
    {% if value == 'numerator' -%}
    case when with_reason.reason_code is null then cast(with_reason.numerator as decimal(28, 6)) end as numerator,
    {%- else -%}
    cast(with_reason.numerator as decimal(28, 6)) as numerator,
    {%- endif %}
    cast(with_reason.denominator as decimal(28, 6)) as denominator,
    case when with_reason.reason_code is null then 'value' else reasons.status end as status,
    with_reason.reason_code
from with_reason
left join {{ ref('indicator_reasons') }} as reasons on with_reason.reason_code = reasons.reason_code
{% endmacro %}

{#
    Self-scores against weights over the lines that a condition picks, as `measured`: not applicable where the form
    weighs no such line, insufficient where one of them has no self-score. The condition may name `indicator_name`,
    `indicator_code`, `subcategory_name` (level 2), `category_code` and `theme` (see line_theme). A line with a weight
    counts whether or not it is part of the total: a scored execution row printed beside the total does.
#}
{% macro measure_matching_lines(condition, missing_reason='no_such_indicator') %}
{{ jixiao._sum_matching_lines(condition) }},

measured as (

    select
        evaluations.evaluation_key,
        sums.numerator,
        sums.denominator,
        case
            when sums.evaluation_key is null then '{{ missing_reason }}'
            when sums.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join sums on evaluations.evaluation_key = sums.evaluation_key

)
{% endmacro %}

{#
    Self-scores against weights over the lines of level-1 categories, as `measured`: the codes of every scheme's
    category that is about one thing. Not applicable where the form's scheme has none of them.
#}
{% macro measure_categories(category_codes) %}
{%- set codes = "('" ~ category_codes | join("', '") ~ "')" -%}
schemes as (

    select distinct scheme_key
    from {{ ref('dim_indicator_category') }}
    where category_code in {{ codes }}

),

{{ jixiao._sum_matching_lines('category_code in ' ~ codes) }},

measured as (

    select
        evaluations.evaluation_key,
        sums.numerator,
        sums.denominator,
        case
            when schemes.scheme_key is null then 'category_not_in_scheme'
            when sums.evaluation_key is null then 'no_weighted_line'
            when sums.unscored_count > 0 then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join schemes on evaluations.scheme_key = schemes.scheme_key
    left join sums on evaluations.evaluation_key = sums.evaluation_key

)
{% endmacro %}

{% macro _sum_matching_lines(condition) %}
lines as (

    select
        scores.evaluation_key,
        scores.weight_points,
        scores.self_score_points,
        coalesce(scores.subcategory_name, '') as subcategory_name,
        indicators.indicator_code,
        indicators.indicator_name,
        categories.category_code,
        {{ line_theme('indicators.indicator_name', 'scores.subcategory_name', 'categories.category_code') }} as theme
    from {{ ref('fct_indicator_scores') }} as scores
    inner join {{ ref('dim_indicator') }} as indicators on scores.indicator_key = indicators.indicator_key
    inner join {{ ref('dim_indicator_category') }} as categories on scores.category_key = categories.category_key
    where scores.weight_points > 0

),

sums as (

    select
        evaluation_key,
        sum(self_score_points) as numerator,
        sum(weight_points) as denominator,
        count(*) filter (where self_score_points is null) as unscored_count
    from lines
    where {{ condition }}
    group by evaluation_key

)
{% endmacro %}

{#
    What a line is about: satisfaction, timeliness, completion, or NULL. At most one of them, so that no point counts
    in two: 按期完成 is timeliness. Level 2 tells where the form prints it, else the indicator's name, which for a
    catalogued concept is the catalogue's, whatever the form calls it.
#}
{% macro line_theme(indicator_name, subcategory_name, category_code) -%}
    case
        when {{ category_code }} = 'satisfaction' or {{ subcategory_name }} like '%满意%' then 'satisfaction'
        when {{ subcategory_name }} like '%时效%' then 'timeliness'
        when {{ subcategory_name }} like '%数量%' then 'completion'
        when {{ indicator_name }} like '%满意%' then 'satisfaction'
        {%- for word in ['及时', '时效', '按期', '按时'] %}
        when {{ indicator_name }} like '%{{ word }}%' then 'timeliness'
        {%- endfor %}
        when {{ indicator_name }} like '%完成%' or {{ indicator_name }} like '%达标%' then 'completion'
    end
{%- endmacro %}

{#
    The total of every admitted evaluation as `total_scores`, as fct_evaluations has it: an execution row printed beside
    the total is no part of it. A total over a line without a score would be too low: reason_code says score_blank.
#}
{% macro total_scores() %}
unscored as (

    select distinct evaluation_key
    from {{ ref('fct_indicator_scores') }}
    where is_in_total and weight_points > 0 and self_score_points is null

),

total_scores as (

    select
        evaluations.evaluation_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.total_score_computed_points as numerator,
        evaluations.total_weight_points as denominator,
        case
            when coalesce(evaluations.total_weight_points, 0) = 0 then 'no_weighted_line'
            when evaluations.total_score_computed_points is null or unscored.evaluation_key is not null then 'score_blank'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join unscored on evaluations.evaluation_key = unscored.evaluation_key

)
{% endmacro %}

{#
    The budget of the year against an earlier one (prior_year_budget or initial_budget), as `measured`. A blank amount
    is NULL in the facts whether or not the form has a cell for it; only the printed text tells the two apart.
#}
{% macro measure_budget_change(earlier) %}
printed as (

    select
        evaluation_key,
        {{ earlier }}_text is not null and budget_text is not null as has_both_amounts
    from {{ ref('int_evaluations') }}

),

measured as (

    select
        execution.evaluation_key,
        execution.budget_yuan - execution.{{ earlier }}_yuan as numerator,
        execution.{{ earlier }}_yuan as denominator,
        case
            when not printed.has_both_amounts then 'phase_not_on_form'
            when execution.budget_yuan is null or execution.{{ earlier }}_yuan is null then 'amount_blank'
            when execution.{{ earlier }}_yuan = 0 then '{{ earlier }}_zero'
        end as reason_code
    from {{ ref('fct_budget_execution') }} as execution
    inner join printed on execution.evaluation_key = printed.evaluation_key

)
{% endmacro %}
