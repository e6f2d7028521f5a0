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

-- Nearest known names, as a suggestion for a steward: never mapped by guess.
ranked as (

    select
        unmapped.name_kind,
        unmapped.found_name,
        unmapped.evaluation_count,
        known.code,
        known.known_name,
        {{ name_similarity('unmapped.found_name', 'known.known_name') }} as similarity,
        row_number() over (
            partition by unmapped.name_kind, unmapped.found_name
            order by {{ name_similarity('unmapped.found_name', 'known.known_name') }} desc, known.known_name asc
        ) as place
    from unmapped
    left join known on unmapped.name_kind = known.name_kind

),

final as (

    select
        name_kind,
        found_name,
        cast(evaluation_count as bigint) as evaluation_count,
        case when similarity >= 0.6 then code end as suggested_code,
        case when similarity >= 0.6 then known_name end as suggested_name,
        cast(similarity as decimal(18, 6)) as similarity_rate
    from ranked
    where place = 1

)

select * from final
