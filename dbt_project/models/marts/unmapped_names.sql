with

known as (

    select
        'indicator' as name_kind,
        indicator_code as code,
        indicator_name_zh as known_name
    from {{ ref('indicator_catalogue') }}
    union all
    select
        'indicator',
        indicator_code,
        alias_name
    from {{ ref('indicator_aliases') }}
    union all
    select
        'budget_unit',
        budget_unit_code,
        budget_unit_name
    from {{ ref('departments') }}

),

unmapped as (

    select
        'indicator' as name_kind,
        indicator_name as found_name,
        count(distinct evaluation_key) as evaluation_count
    from {{ ref('int_indicator_lines') }}
    where indicator_code is null and indicator_name is not null
    group by indicator_name
    union all
    select
        'budget_unit',
        budget_unit_name,
        count(*)
    from {{ ref('int_evaluations') }}
    where is_inferred_unit and unit_part is not null
    group by budget_unit_name

),

unmapped_units as (

    select
        found_name,
        evaluation_count,
        -- Without numbers, because 第一中学 is not a misspelling of 第二中学.
        regexp_replace(found_name, '[0-9一二三四五六七八九十甲乙丙丁东西南北中上下新老]', '#', 'g') as unnumbered_name
    from unmapped
    where name_kind = 'budget_unit'

),

-- Other units without a row in the seeds that more forms name: the rarer spelling may be a mistake.
alike_units as (

    {%- for part in ['left(found_name, 2)', 'right(found_name, 3)'] %}
        select
            rare.found_name,
            usual.found_name as known_name
        from unmapped_units as rare
        inner join unmapped_units as usual
            on
                {{ part.replace('found_name', 'rare.found_name') }} = {{ part.replace('found_name', 'usual.found_name') }}
                and rare.evaluation_count < usual.evaluation_count
                and rare.unnumbered_name <> usual.unnumbered_name
        where {{ name_similarity('rare.found_name', 'usual.found_name') }} >= 0.9
    {%- if not loop.last %}
            union
    {%- endif %}
    {%- endfor %}

),

candidates as (

    select
        unmapped.*,
        known.code,
        known.known_name
    from unmapped
    left join known on unmapped.name_kind = known.name_kind
    union all
    select
        unmapped.*,
        null as code,
        alike_units.known_name
    from unmapped
    inner join alike_units on unmapped.found_name = alike_units.found_name
    where unmapped.name_kind = 'budget_unit'

),

-- The most similar known names, as suggestions for a steward; names are never mapped automatically.
ranked as (

    select
        name_kind,
        found_name,
        evaluation_count,
        code,
        known_name,
        {{ name_similarity('found_name', 'known_name') }} as similarity,
        row_number() over (
            partition by name_kind, found_name
            order by {{ name_similarity('found_name', 'known_name') }} desc nulls last, known_name asc
        ) as row_num
    from candidates

),

final as (

    select
        name_kind,
        found_name,
        cast(evaluation_count as bigint) as evaluation_count,
        case when similarity >= 0.8 then code end as suggested_code,
        case when similarity >= 0.8 then known_name end as suggested_name,
        cast(similarity as decimal(18, 6)) as similarity_rate
    from ranked
    where row_num = 1

)

select * from final
