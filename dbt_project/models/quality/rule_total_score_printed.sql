with

-- A scheme that does not require a total row accepts a total score anywhere.
applicable as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where not schemes.is_total_required

),

findings as (

    select
        evaluation_key,
        last_line as source_line,
        null as observed
    from applicable
    where {{ is_blank('coalesce(total_score_normalised, head_total_score_normalised)') }}

)

{{ rule_rows() }}
