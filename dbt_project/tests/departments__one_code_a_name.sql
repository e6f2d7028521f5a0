{{ config(meta={'dagster': {'ref': {'name': 'departments'}}}) }}
-- A name belongs to one unit, and a unit's official names do not overlap in time.
with

names as (

    select * from {{ ref('departments') }}

)

select
    budget_unit_name as faulty_name,
    'two codes' as fault
from names
group by budget_unit_name
having count(distinct budget_unit_code) > 1
union all
select
    names.budget_unit_name,
    'overlaps ' || others.budget_unit_name
from names
inner join names as others
    on
        names.budget_unit_code = others.budget_unit_code
        and names.budget_unit_name < others.budget_unit_name
where
    names.name_kind = 'official'
    and others.name_kind = 'official'
    and coalesce(names.valid_from, date '0001-01-01') < coalesce(others.valid_to, date '9999-12-31')
    and coalesce(others.valid_from, date '0001-01-01') < coalesce(names.valid_to, date '9999-12-31')
