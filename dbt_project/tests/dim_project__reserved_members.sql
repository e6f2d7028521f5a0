{{ config(meta={'dagster': {'ref': {'name': 'dim_project'}}}) }}
-- Every dimension has the members unknown (-1) and not applicable (-2).
{%- set dimensions = {
    'dim_project': 'project_key',
    'dim_department': 'department_key',
    'dim_year': 'fiscal_year',
    'dim_date': 'date_key',
    'dim_indicator': 'indicator_key',
    'dim_indicator_category': 'category_key',
    'dim_grade': 'grade_key',
    'dim_scheme': 'scheme_key',
    'dim_funding_source': 'funding_source_key',
    'dim_budget_phase': 'budget_phase_key',
    'dim_assessor_role': 'assessor_role_key',
    'dim_quality_rule': 'rule_key',
} %}
with

members as (

    {%- for dimension, key in dimensions.items() %}
        select
            '{{ dimension }}' as dimension,
            count(*) filter (where {{ key }} in (-1, -2)) as reserved_count
        from {{ ref(dimension) }}
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

)

select * from members
where reserved_count <> 2
