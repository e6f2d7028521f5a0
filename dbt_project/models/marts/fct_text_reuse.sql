with

evaluations as (

    select
        admitted.evaluation_key,
        admitted.project_key,
        admitted.department_key,
        admitted.fiscal_year,
        admitted.scheme_key,
        -- An evaluation without a year comes after all others.
        case when admitted.fiscal_year = -1 then 9999 else admitted.fiscal_year end as year_order,
        case when admitted.department_key <> -1 then departments.budget_unit_code end as budget_unit_code
    from {{ ref('int_admitted_evaluations') }} as admitted
    inner join {{ ref('dim_department') }} as departments on admitted.department_key = departments.department_key

),

texts as (

    select
        compared.evaluation_key,
        compared.field_code,
        compared.line_number,
        compared.text_key,
        length(compared.compared_text) as character_count,
        fields.text_field_name_zh,
        evaluations.project_key,
        evaluations.department_key,
        evaluations.fiscal_year,
        evaluations.scheme_key,
        evaluations.budget_unit_code,
        row_number() over (
            order by evaluations.year_order, evaluations.evaluation_key, fields.ordinal, compared.line_number
        ) as place_order
    from {{ ref('int_compared_texts') }} as compared
    inner join evaluations on compared.evaluation_key = evaluations.evaluation_key
    inner join {{ ref('text_fields') }} as fields on compared.field_code = fields.field_code

),

first_places as (

    select *
    from texts
    qualify place_order = min(place_order) over (partition by text_key)

),

identical as (

    select
        texts.place_order,
        texts.text_key as first_text_key,
        true as is_identical,
        cast(1 as decimal(18, 6)) as similarity_rate
    from texts

),

nearly_identical as (

    select
        texts.place_order,
        pairs.other_text_key as first_text_key,
        false as is_identical,
        pairs.similarity_rate
    from texts
    inner join {{ ref('int_similar_texts') }} as pairs on texts.text_key = pairs.text_key

),

-- The earlier place of each text: of an identical text if another evaluation has one, else of the most similar.
sources as (

    select
        texts.*,
        candidates.is_identical,
        candidates.similarity_rate,
        first_places.evaluation_key as source_evaluation_key,
        first_places.field_code as source_field_code,
        first_places.line_number as source_line_number,
        first_places.fiscal_year as source_fiscal_year,
        first_places.project_key as source_project_key,
        first_places.department_key as source_department_key,
        first_places.budget_unit_code as source_budget_unit_code
    from (
        select * from identical
        union all
        select * from nearly_identical
    ) as candidates
    inner join texts on candidates.place_order = texts.place_order
    inner join first_places on candidates.first_text_key = first_places.text_key
    where
        first_places.evaluation_key <> texts.evaluation_key
        and first_places.place_order < texts.place_order
    qualify
        row_number() over (
            partition by texts.place_order
            order by candidates.is_identical desc, candidates.similarity_rate desc, first_places.place_order
        ) = 1

),

counts as (

    select
        text_key,
        count(distinct evaluation_key) as evaluation_count
    from texts
    group by text_key

),

final as (

    select
        sources.evaluation_key,
        sources.field_code,
        sources.text_field_name_zh as text_field_name,
        cast(sources.line_number as integer) as line_number,
        sources.project_key,
        sources.department_key,
        sources.fiscal_year,
        sources.scheme_key,
        case when sources.is_identical then 'identical' else 'nearly_identical' end as match_code,
        sources.similarity_rate,
        case
            when sources.project_key = sources.source_project_key and sources.project_key <> -1 then 'same_project'
            when sources.budget_unit_code = sources.source_budget_unit_code then 'same_unit'
            else 'other_unit'
        end as relation_code,
        sources.source_evaluation_key,
        sources.source_field_code,
        cast(sources.source_line_number as integer) as source_line_number,
        sources.source_project_key,
        sources.source_department_key,
        sources.source_fiscal_year,
        cast(sources.character_count as integer) as character_count,
        counts.evaluation_count as identical_evaluation_count
    from sources
    inner join counts on sources.text_key = counts.text_key

)

select * from final
