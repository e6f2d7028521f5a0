with

applicable as (

    select evaluation_key from {{ ref('int_evaluations') }}

),

findings as (

    select
        evaluation_key,
        project_name_line as source_line,
        coalesce(budget_unit_name, '') || ' / ' || coalesce(project_name, '') as observed
    from {{ ref('int_evaluations') }}
    where unit_part is null or project_part is null

)

{{ rule_rows() }}
