select
    load_id,
    inbox,
    relative_path,
    byte_size,
    modified_ns,
    seen_ns,
    document_hash,
    outcome
from {{ source('landing', 'sightings') }}
