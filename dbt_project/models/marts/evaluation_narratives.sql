with

admitted as (

    select
        evaluations.evaluation_key,
        evaluations.document_hash,
        evaluations.form_ordinal
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state = 'admitted'

),

final as (

    select
        admitted.evaluation_key,
        {%- for field in ['goal', 'achievements', 'problems', 'improvements', 'conclusion'] %}
            max(case when fields.field_code = '{{ field }}' then nullif(fields.value_plain, '') end) as {{ field }}_text
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from admitted
    left join {{ ref('stg_landing__form_fields') }} as fields
        on admitted.document_hash = fields.document_hash and admitted.form_ordinal = fields.form_ordinal
    group by admitted.evaluation_key

)

select * from final
