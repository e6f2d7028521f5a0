with

evaluations as (

    select evaluation_key from {{ ref('int_admitted_evaluations') }}

),

final as (

    select
        evaluations.evaluation_key,
        {%- for field in ['goal', 'achievements', 'problems', 'improvements', 'conclusion'] %}
            max(case when fields.field_code = '{{ field }}' then nullif(fields.value_plain, '') end) as {{ field }}_text
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from evaluations
    left join {{ ref('int_form_cells') }} as fields on evaluations.evaluation_key = fields.evaluation_key
    group by evaluations.evaluation_key

)

select * from final
