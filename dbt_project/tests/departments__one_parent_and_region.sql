{{ config(meta={'dagster': {'ref': {'name': 'departments'}}}) }}
-- The rows of a unit agree on the department above it and on its region, and no unit is above itself.
with

departments as (

    select * from {{ ref('departments') }}

)

select
    budget_unit_code,
    count(distinct parent_unit_code) as parent_count,
    count(distinct region) as region_count
from departments
group by budget_unit_code
having count(distinct parent_unit_code) > 1 or count(distinct region) > 1 or max(parent_unit_code) = budget_unit_code
