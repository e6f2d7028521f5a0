with

reuse as (

    select * from {{ ref('fct_text_reuse') }}

),

final as (

    select
        evaluation_key,
        source_evaluation_key,
        relation_code,
        count(*) as text_count
    from reuse
    group by evaluation_key, source_evaluation_key, relation_code

)

select * from final
