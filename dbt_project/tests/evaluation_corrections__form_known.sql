{{ config(meta={'dagster': {'ref': {'name': 'evaluation_corrections'}}}, severity='warn') }}
-- A correction of a form that was never received does nothing.
select
    document_hash,
    form_ordinal,
    field_code
from {{ ref('evaluation_corrections') }}
where correction_status = 'form_unknown'
