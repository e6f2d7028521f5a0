select
    evaluation_key,
    source_page,
    source_row,
    cast(line_number as integer) as line_number,
    field_code,
    indicator_name,
    printed_value,
    corrected_value,
    found_value,
    case when not is_form_known then 'form_unknown' when is_stale then 'stale' else 'applied' end as correction_status,
    reason,
    corrected_by,
    corrected_date,
    document_hash,
    cast(form_ordinal as bigint) as form_ordinal
from {{ ref('int_corrections') }}
