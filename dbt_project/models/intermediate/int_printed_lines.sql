select
    *,
    {{ surrogate_key(['document_hash', 'form_ordinal']) }} as evaluation_key
from {{ ref('stg_landing__indicator_lines') }}
