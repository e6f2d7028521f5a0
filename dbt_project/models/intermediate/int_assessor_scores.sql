select
    {{ surrogate_key(['document_hash', 'form_ordinal']) }} as evaluation_key,
    line_number,
    assessor_role_code,
    label_text,
    score_normalised,
    {{ parse_number('score_normalised', '分') }} as score_number,
    try_cast({{ parse_number('score_normalised', '分') }} as decimal(10, 4)) as score_points,
    first_line
from {{ ref('stg_landing__assessor_scores') }}
