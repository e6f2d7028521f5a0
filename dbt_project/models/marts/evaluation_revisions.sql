with

evaluations as (

    select
        evaluations.*,
        states.state
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    where states.state in ('quarantined', 'superseded', 'admitted')

),

-- The version before: of the same project, year and office, received in an earlier load.
by_identity as (

    select
        later.evaluation_key,
        earlier.evaluation_key as previous_evaluation_key,
        row_number() over (
            partition by later.evaluation_key
            order by
                earlier.first_load_id desc, earlier.self_evaluation_date desc nulls last, earlier.document_hash desc,
                earlier.form_ordinal desc
        ) as place
    from evaluations as later
    inner join evaluations as earlier
        on
            later.project_key = earlier.project_key
            and later.fiscal_year = earlier.fiscal_year
            and later.document_hash <> earlier.document_hash
            and (
                later.first_load_id > earlier.first_load_id
                or (
                    later.first_load_id = earlier.first_load_id
                    and earlier.state = 'superseded'
                    and later.state <> 'superseded'
                )
            )
    where
        later.project_key <> -1
        and later.fiscal_year <> -1
        and (
            later.office_part is null or earlier.office_part is null or later.office_part = earlier.office_part
        )

),

-- Else the form at the same place of the document whose bytes were replaced.
by_path as (

    select
        later.evaluation_key,
        earlier.evaluation_key as previous_evaluation_key,
        row_number() over (
            partition by later.evaluation_key order by earlier.first_load_id desc, earlier.document_hash asc
        ) as place
    from evaluations as later
    inner join {{ ref('int_replaced_documents') }} as replaced
        on later.document_hash = replaced.replaced_by_document_hash
    inner join evaluations as earlier
        on replaced.document_hash = earlier.document_hash and later.form_ordinal = earlier.form_ordinal

),

versions as (

    select
        evaluations.evaluation_key,
        coalesce(by_identity.previous_evaluation_key, by_path.previous_evaluation_key) as previous_evaluation_key
    from evaluations
    left join by_identity on evaluations.evaluation_key = by_identity.evaluation_key and by_identity.place = 1
    left join by_path on evaluations.evaluation_key = by_path.evaluation_key and by_path.place = 1
    where coalesce(by_identity.previous_evaluation_key, by_path.previous_evaluation_key) is not null

),

-- Each field as printed, and its meaning: two spellings of one meaning are no change.
field_values as (

    {%- for field, column, meaning in [
        ('project_name', 'project_name', 'project_part'),
        ('budget_unit_name', 'budget_unit_name', 'unit_part'),
        ('supervising_department_name', 'supervising_department_name', 'supervising_part'),
        ('office_name', 'office_name', 'office_part'),
        ('execution_rate', 'execution_rate_normalised', 'execution_rate_number'),
        ('self_evaluation_date', 'self_evaluation_date_normalised', 'self_evaluation_date'),
    ] %}
        select
            evaluation_key,
            '{{ field }}' as field_code,
            {{ column }} as field_text,
            cast({{ meaning }} as varchar) as meaning
        from evaluations
        union all
    {%- endfor %}
    select
        evaluation_key,
        field_code,
        observed as field_text,
        cast(number as varchar) as meaning
    from {{ ref('int_form_amounts') }}
    union all
    select
        evaluation_key,
        field_code,
        value_normalised as field_text,
        coalesce(cast(number as varchar), value_normalised) as meaning
    from {{ ref('int_form_values') }}
    where field_code in ('grade', 'total_weight', 'total_score')

),

fields as (

    select distinct field_code from field_values

),

-- Lines are the same when their indicator is, and its place among lines of that name.
lines as (

    select
        evaluation_key,
        indicator_name,
        weight_normalised,
        weight_number,
        self_score_normalised,
        self_score_number,
        row_number() over (partition by evaluation_key, indicator_part order by line_number) as occurrence,
        indicator_part
    from {{ ref('int_indicator_lines') }}

),

later_lines as (

    select
        versions.*,
        lines.indicator_name,
        lines.indicator_part,
        lines.occurrence,
        lines.weight_normalised,
        lines.weight_number,
        lines.self_score_normalised,
        lines.self_score_number
    from versions
    inner join lines on versions.evaluation_key = lines.evaluation_key

),

earlier_lines as (

    select
        versions.*,
        lines.indicator_name,
        lines.indicator_part,
        lines.occurrence,
        lines.weight_normalised,
        lines.weight_number,
        lines.self_score_normalised,
        lines.self_score_number
    from versions
    inner join lines on versions.previous_evaluation_key = lines.evaluation_key

),

line_pairs as (

    select
        coalesce(later.evaluation_key, earlier.evaluation_key) as evaluation_key,
        coalesce(later.previous_evaluation_key, earlier.previous_evaluation_key) as previous_evaluation_key,
        coalesce(later.indicator_name, earlier.indicator_name) as indicator_name,
        {%- for field in ['weight', 'self_score'] %}
            earlier.{{ field }}_normalised as old_{{ field }},
            later.{{ field }}_normalised as new_{{ field }},
            cast(earlier.{{ field }}_number as varchar) as old_{{ field }}_number,
            cast(later.{{ field }}_number as varchar) as new_{{ field }}_number{% if not loop.last %},{% endif %}
        {%- endfor %}
    from later_lines as later
    full join earlier_lines as earlier
        on
            later.evaluation_key = earlier.evaluation_key
            and later.indicator_part = earlier.indicator_part
            and later.occurrence = earlier.occurrence

),

changes as (

    select
        versions.evaluation_key,
        versions.previous_evaluation_key,
        fields.field_code,
        cast(null as varchar) as indicator_name,
        earlier.field_text as old_text,
        later.field_text as new_text,
        earlier.meaning as old_meaning,
        later.meaning as new_meaning
    from versions
    cross join fields
    left join field_values as later
        on versions.evaluation_key = later.evaluation_key and fields.field_code = later.field_code
    left join field_values as earlier
        on versions.previous_evaluation_key = earlier.evaluation_key and fields.field_code = earlier.field_code
    {%- for field in ['weight', 'self_score'] %}
        union all
        select
            evaluation_key,
            previous_evaluation_key,
            '{{ field }}' as field_code,
            indicator_name,
            old_{{ field }} as old_text,
            new_{{ field }} as new_text,
            old_{{ field }}_number as old_meaning,
            new_{{ field }}_number as new_meaning
        from line_pairs
    {%- endfor %}

),

-- What cannot be read has no meaning: there the spelling decides.
final as (

    select
        evaluation_key,
        previous_evaluation_key,
        field_code,
        indicator_name,
        old_text,
        new_text
    from changes
    where coalesce(old_meaning, old_text) is distinct from coalesce(new_meaning, new_text)

)

select * from final
