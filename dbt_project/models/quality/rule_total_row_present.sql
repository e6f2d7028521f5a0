with

applicable as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('schemes') }} as schemes on evaluations.scheme_code = schemes.scheme_code
    where schemes.is_total_required

),

findings as (

    select
        evaluation_key,
        last_line as source_line,
        null as observed
    from applicable
    where {{ is_blank('total_score_normalised') }} or {{ is_blank('total_weight_normalised') }}

)

{{ rule_rows() }}
