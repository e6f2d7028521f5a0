select
    {{ surrogate_key(['document_hash', 'form_ordinal']) }} as evaluation_key,
    line_number,
    assessor_role_code,
    label_text,
    score_normalised,
    score_number,
    try_cast(score_number as decimal(10, 4)) as score_points,
    first_line
from {{ ref('stg_landing__assessor_scores') }}
