with

final as (

    select evaluations.*
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'admitted'

)

select * from final
