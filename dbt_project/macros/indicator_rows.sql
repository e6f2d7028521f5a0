{#
    The last step of every indicator model: one row for every admitted evaluation, in the contract's shape.

    The model names a CTE `measured` with, for each evaluation it can say something of, `evaluation_key`, `numerator`,
    `denominator` and `reason_code`: NULL where there is a value, else a code of indicator_reasons.csv that says why
    there is none. What `measured` lacks is insufficient_data (not_measured). The value is
    - `ratio`: numerator / denominator; a ratio that cannot be formed is insufficient_data (ratio_without_room)
    - `numerator`: the numerator itself, an amount, a count or a difference; the denominator then is blank.
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
    cast(with_reason.numerator as decimal(28, 6)) as numerator,
    cast(with_reason.denominator as decimal(28, 6)) as denominator,
    case when with_reason.reason_code is null then 'value' else reasons.status end as status,
    with_reason.reason_code
from with_reason
left join {{ ref('indicator_reasons') }} as reasons on with_reason.reason_code = reasons.reason_code
{% endmacro %}

{#
    Self-scores against weights over the lines that a condition picks, as `measured`: not applicable where the form has
    no such line with a weight, insufficient where one of them has no self-score. `lines` is fct_indicator_scores with
    the names of indicator, level 2 and category.
#}
{% macro measure_matching_lines(condition, missing_reason='no_such_indicator') %}
lines as (

    select
        scores.evaluation_key,
        scores.weight_points,
        scores.self_score_points,
        coalesce(scores.subcategory_name, '') as subcategory_name,
        indicators.indicator_code,
        indicators.indicator_name,
        categories.category_code
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

),

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
