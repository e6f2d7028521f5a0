{%- set fields = [
    'project_name', 'project_code', 'supervising_department_name', 'budget_unit_name', 'office_name', 'is_recurring',
    'initial_budget', 'budget', 'prior_year_budget', 'executed', 'execution_rate', 'self_evaluation_date', 'grade', 'fiscal_year', 'total_weight', 'total_score', 'head_total_score',
] -%}
{%- set amounts = ['initial_budget', 'budget', 'prior_year_budget', 'executed', 'execution_rate'] -%}
{%- set points = ['total_weight', 'total_score', 'head_total_score'] -%}
with

-- A label printed twice counts where it first has a value.
printed as (

    select
        document_hash,
        form_ordinal,
        -- A total printed among the fields stands beside the one of the total row.
        case field_code when 'total_score' then 'head_total_score' else field_code end as field_code,
        label_unit,
        value_text,
        value_normalised,
        value_number,
        value_unit,
        first_line,
        row_number() over (
            partition by document_hash, form_ordinal, field_code
            order by case when {{ is_blank('value_normalised') }} then 1 else 0 end, first_line
        ) as place
    from {{ ref('stg_landing__form_fields') }}
    where
        (part in ('head', 'foot') or (part = 'total' and field_code = 'grade'))
        and field_code is not null
        and coalesce(funding_source_code, 'total') = 'total'

),

totals as (

    {%- for field in ['total_weight', 'total_score'] %}
        select
            document_hash,
            form_ordinal,
            '{{ field }}' as field_code,
            {{ field }}_text as value_text,
            {{ field }}_normalised as value_normalised,
            {{ field }}_number as value_number,
            total_line as first_line
        from {{ ref('stg_landing__evaluations') }}
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

corrections as (

    select * from {{ ref('int_corrections') }}
    where not is_stale and line_number is null

),

-- A correction takes the place of the printed value; the printed one stays in evaluation_corrections.
corrected as (

    select
        cells.document_hash,
        cells.form_ordinal,
        cells.field_code,
        cells.label_unit,
        cells.value_text,
        coalesce(corrections.corrected_value, cells.value_normalised) as value_normalised,
        case when corrections.field_code is null then cells.value_number else corrections.corrected_number end as value_number,
        case when corrections.field_code is null then cells.value_unit else corrections.corrected_unit end as value_unit,
        cells.value_number as printed_number,
        cells.value_unit as printed_unit,
        cells.first_line
    from (
        select
            document_hash,
            form_ordinal,
            field_code,
            label_unit,
            value_text,
            value_normalised,
            value_number,
            value_unit,
            first_line
        from printed
        where place = 1
        union all
        select
            document_hash,
            form_ordinal,
            field_code,
            null,
            value_text,
            value_normalised,
            value_number,
            null,
            first_line
        from totals
    ) as cells
    left join corrections
        on
            cells.document_hash = corrections.document_hash
            and cells.form_ordinal = corrections.form_ordinal
            and cells.field_code = corrections.field_code

),

final as (

    select
        document_hash,
        form_ordinal,
        {%- for field in fields %}
            max(case when field_code = '{{ field }}' and not {{ is_blank('value_normalised') }} then value_normalised end)
                as {{ field }}_normalised,
            max(case when field_code = '{{ field }}' then first_line end) as {{ field }}_line,
        {%- if field in points %}
                max(case when field_code = '{{ field }}' then {{ as_points('value_number', 'value_unit') }} end) as {{ field }}_points,
                max(case when field_code = '{{ field }}' then {{ as_points('printed_number', 'printed_unit') }} end)
                    as {{ field }}_printed_points,
        {%- endif %}
        {%- if field in amounts %}
                max(case when field_code = '{{ field }}' then value_text end) as {{ field }}_text,
                max(case when field_code = '{{ field }}' then label_unit end) as {{ field }}_unit,
                max(case when field_code = '{{ field }}' then value_number end) as {{ field }}_value_number,
                max(case when field_code = '{{ field }}' then value_unit end) as {{ field }}_value_unit,
                max(case when field_code = '{{ field }}' then printed_number end) as {{ field }}_printed_number,
                max(case when field_code = '{{ field }}' then printed_unit end) as {{ field }}_printed_unit,
        {%- endif %}
        {%- endfor %}
        count(*) as field_count
    from corrected
    group by document_hash, form_ordinal

)

select * from final
