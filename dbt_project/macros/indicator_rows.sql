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
{%- set value_sql = safe_ratio('measured.numerator', 'measured.denominator', places=6) if value == 'ratio' else 'measured.numerator' -%}
select
    rows.evaluation_key,
    case when rows.reason_code is null then cast(rows.value as decimal(28, 6)) end as value,
    {% if value == 'numerator' -%}
    case when rows.reason_code is null then cast(rows.numerator as decimal(28, 6)) end as numerator,
    {%- else -%}
    cast(rows.numerator as decimal(28, 6)) as numerator,
    {%- endif %}
    cast(rows.denominator as decimal(28, 6)) as denominator,
    case when rows.reason_code is null then 'value' else reasons.status end as status,
    rows.reason_code
from (
    select
        evaluations.evaluation_key,
        measured.numerator,
        measured.denominator,
        {{ value_sql }} as value,
        case
            when measured.evaluation_key is null then 'not_measured'
            when measured.reason_code is not null then measured.reason_code
            when {{ value_sql }} is null then 'ratio_without_room'
        end as reason_code
    from {{ ref('fct_evaluations') }} as evaluations
    left join measured on evaluations.evaluation_key = measured.evaluation_key
) as rows
left join {{ ref('indicator_reasons') }} as reasons on rows.reason_code = reasons.reason_code
{% endmacro %}
