with

evaluations as (

    select
        *,
        case when supervising_part <> unit_part then supervising_part else '（无）' end as department_part
    from {{ ref('int_evaluations') }}
    where unit_part is not null

),

-- Of units that no seed names, each department's is a unit of its own: several of one name, or one whose department is
-- printed in several ways.
inferred as (

    select
        unit_part,
        string_agg(distinct department_part, '、' order by department_part) as observed
    from evaluations
    where is_inferred_unit
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
        inferred.observed,
        'one supervising department' as expected,
        evaluations.budget_unit_name || ' 见于不同主管部门（' || inferred.observed || '），按不同单位计：若为同一单位，请在 departments.csv 登记'
            as message_zh,
        evaluations.budget_unit_name || ' is printed under different supervising departments (' || inferred.observed
        || ') and counts as a unit of each: where it is one unit, say so in departments.csv' as message_en
    from evaluations
    inner join inferred on evaluations.unit_part = inferred.unit_part
    where evaluations.is_inferred_unit
    union all
    -- A unit that departments.csv names by its name alone, though it may be another of that name.
    select
        evaluation_key,
        null as line_number,
        budget_unit_name_line,
        supervising_part,
        supervising_department_code,
        budget_unit_name || ' 登记的上级单位为 ' || supervising_department_code || '，表上主管部门为' || supervising_part
        || '：若为同名的另一单位，请在 departments.csv 登记',
        budget_unit_name || ' is registered below ' || supervising_department_code || ' and printed under ' || supervising_part
        || ': where it is another unit of that name, say so in departments.csv'
    from evaluations
    where
        not is_inferred_unit
        and supervising_part <> unit_part
        and printed_department_code <> supervising_department_code

)

{{ rule_rows() }}
