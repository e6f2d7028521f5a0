with

evaluations as (

    select
        *,
        case when supervising_part <> unit_part then supervising_part else '（无）' end as department_part
    from {{ ref('int_evaluations') }}
    where unit_part is not null

),

-- Units without a row in the seeds are separate for each department: several units of one name, or one unit whose
-- department is printed in several ways.
inferred as (

    select
        unit_part,
        {{ distinct_texts('department_part', '、') }} as observed
    from evaluations
    where is_inferred_unit
    group by unit_part
    having count(distinct budget_unit_code) > 1

),

applicable as (

    select evaluation_key from evaluations

),

findings as (

    select
        evaluations.evaluation_key,
        'inferred' as case_code,
        evaluations.budget_unit_name_line as source_line,
        inferred.observed,
        evaluations.supervising_department_code,
        evaluations.budget_unit_name
    from evaluations
    inner join inferred on evaluations.unit_part = inferred.unit_part
    where evaluations.is_inferred_unit
    union all
    -- A unit that was found in departments.csv by name only, although it may be another unit of that name.
    select
        evaluation_key,
        'registered' as case_code,
        budget_unit_name_line as source_line,
        supervising_part as observed,
        supervising_department_code,
        budget_unit_name
    from evaluations
    where
        not is_inferred_unit
        and supervising_part <> unit_part
        and printed_department_code <> supervising_department_code

)

{{ rule_rows() }}
