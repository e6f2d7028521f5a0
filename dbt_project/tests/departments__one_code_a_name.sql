{{ config(meta={'dagster': {'ref': {'name': 'departments'}}}) }}
-- A name belongs to one unit, or to one below each department; a unit's official names do not overlap in time.
with

names as (

    select * from {{ ref('departments') }}

),

parents as (

    select
        budget_unit_code,
        max(parent_unit_code) as parent_unit_code
    from names
    group by budget_unit_code

),

units as (

    select distinct
        {{ key_part('names.budget_unit_name') }} as faulty_name,
        names.budget_unit_code,
        parents.parent_unit_code
    from names
    inner join parents on names.budget_unit_code = parents.budget_unit_code

)

select
    faulty_name,
    'several codes, not below different departments' as fault
from units
group by faulty_name
having count(*) > 1 and count(distinct parent_unit_code) < count(*)
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
