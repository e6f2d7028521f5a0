with

{#- Metadata is taken from each model's YAML (config.meta) and written nowhere else. #}
members as (

    {%- for code in var('indicators') %}
        {%- set node = graph.nodes.get('model.jixiao.ind_' ~ code, {}) if execute else {} %}
        {%- set meta = node.get('config', {}).get('meta', {}) %}
        select
            {{ surrogate_key([literal(code)]) }} as indicator_model_key,
            {{ literal(code) }} as indicator_model_code,
            {{ literal(meta.name_zh or code) }} as indicator_model_name_zh,
            {{ literal(meta.name_en or code) }} as indicator_model_name_en,
            {{ literal(meta.definition_zh) }} as definition_zh,
            {{ literal(meta.definition_en) }} as definition_en,
            {{ literal(meta.unit) }} as unit,
            {{ literal(meta.direction) }} as direction,
            {{ literal(meta.formula_zh) }} as formula_zh,
            {{ literal(meta.formula_en) }} as formula_en,
            {{ literal(meta.basis) }} as basis,
            {{ literal(meta.rollup) }} as rollup,
            {{ literal(meta.owner) }} as owner,
            {{ literal(meta.version) }} as version,
            {{ literal(tojson(meta.thresholds) if meta.thresholds else none) }} as thresholds,
            {{ loop.index }} as indicator_model_ordinal
        union all
    {%- endfor %}
    select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
    where false

),

final as (

    select * from members
    union all by name
    {{ reserved_members(
        keys=['indicator_model_key'], codes=['indicator_model_code'],
        names_zh=['indicator_model_name_zh'], names_en=['indicator_model_name_en']
    ) }}

)

select * from final
