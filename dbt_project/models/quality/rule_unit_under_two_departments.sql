with

evaluations as (

    select * from {{ ref('int_evaluations') }}
    where is_inferred_unit and unit_part is not null and supervising_department_code <> '-1'

),

-- A unit of two departments is perhaps two units of one name. One that files for itself is under none.
shared as (

    select
        budget_unit_code,
        string_agg(distinct supervising_part, '、' order by supervising_part) as observed
    from evaluations
    where supervising_department_code <> budget_unit_code
    group by budget_unit_code
    having count(distinct supervising_department_code) > 1

),

applicable as (

    select evaluation_key
    from evaluations

),

findings as (

    select
        evaluations.evaluation_key,
        null as line_number,
        evaluations.budget_unit_name_line as source_line,
        shared.observed,
        'one supervising department' as expected,
        evaluations.budget_unit_name || ' 分属不同主管部门（' || shared.observed || '）：若为同名的不同单位，请在 departments.csv 分别登记'
            as message_zh,
        evaluations.budget_unit_name || ' is printed under different supervising departments (' || shared.observed
        || '): where these are several units of one name, or one renamed, say so in departments.csv' as message_en
    from evaluations
    inner join shared on evaluations.budget_unit_code = shared.budget_unit_code

)

{{ rule_rows() }}
