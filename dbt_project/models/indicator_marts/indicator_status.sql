with

listed as (

    {%- for code in var('indicators') %}
        select
            {{ literal(code) }} as indicator_model_code,
            {{ literal(excluded_indicators().get(code)) }} as cause
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        {{ surrogate_key(['indicator_model_code']) }} as indicator_model_key,
        indicator_model_code,
        case when cause is null then 'released' else 'withheld' end as release_status,
        cause
    from listed

)

select * from final
