select * from {{ ref('stg_landing__printed_places') }}
