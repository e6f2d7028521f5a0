with

evaluations as (

    select
        *,
        case when supervising_part <> unit_part then supervising_part else '（无）' end as department_part
    from {{ ref('int_evaluations') }}
    where is_inferred_unit and unit_part is not null

),

-- Each is a unit of its own: several units of one name, or one whose department is printed in several ways.
shared as (

    select
        unit_part,
        string_agg(distinct department_part, '、' order by department_part) as observed
    from evaluations
    group by unit_part
    having count(distinct budget_unit_code) > 1

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
        evaluations.budget_unit_name || ' 见于不同主管部门（' || shared.observed || '），按不同单位计：若为同一单位，请在 departments.csv 登记'
            as message_zh,
        evaluations.budget_unit_name || ' is printed under different supervising departments (' || shared.observed
        || ') and counts as a unit of each: where it is one unit, say so in departments.csv' as message_en
    from evaluations
    inner join shared on evaluations.unit_part = shared.unit_part

)

{{ rule_rows() }}
