with

evaluations as (

    select * from {{ ref('int_evaluations') }}

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluation_key,
        null as line_number,
        project_name_line as source_line,
        coalesce(budget_unit_name, '') || ' / ' || coalesce(project_name, '') as observed,
        'budget unit and project name' as expected,
        '预算单位或项目名称未填写' as message_zh,
        'the budget unit or the project name is blank' as message_en
    from evaluations
    where unit_part is null or project_part is null

)

{{ rule_rows() }}
