{%- set amounts = ['initial_budget', 'budget', 'prior_year_budget', 'executed'] -%}
{%- set fields_with_line = [
    'project_name', 'budget_unit_name', 'office_name', 'execution_rate', 'self_evaluation_date', 'head_total_score',
] -%}
{%- set totals = ['total_weight', 'total_score', 'head_total_score'] -%}
with

evaluations as (

    select * from {{ ref('stg_landing__evaluations') }}

),

fields as (

    select
        document_hash,
        form_ordinal,
        {%- for field in ['is_recurring', 'execution_rate', 'self_evaluation_date', 'grade'] + totals %}
            {{ field_value(field) }} as {{ field }}_normalised,
        {%- endfor %}
        {%- for field in fields_with_line %}
            {{ field_value(field, 'source_line') }} as {{ field }}_line,
        {%- endfor %}
        {%- for field in totals %}
            {{ field_value(field, 'number') }} as {{ field }}_number,
            {{ field_value(field, as_points('printed_number', 'printed_unit')) }} as {{ field }}_printed_number,
        {%- endfor %}
        {%- for column in ['label_unit', 'value_number', 'value_unit', 'printed_number', 'printed_unit'] %}
            {{ field_value('execution_rate', column) }} as execution_rate_{{ column }},
        {%- endfor %}
        count(*) as value_count
    from {{ ref('int_form_values') }}
    where funding_source_code is null
    group by document_hash, form_ordinal

),

amounts as (

    select
        document_hash,
        form_ordinal,
        {%- for field in amounts %}
            {{ field_value(field, 'source_line') }} as {{ field }}_line,
            {{ field_value(field, 'printed_text') }} as {{ field }}_text,
            {{ field_value(field, 'observed') }} as {{ field }}_normalised,
            {{ field_value(field, 'basis') }} as {{ field }}_basis,
            {{ field_value(field, 'number') }} as {{ field }}_number,
            {{ field_value(field, 'amount_yuan') }} as {{ field }}_yuan,
        {%- endfor %}
        count(*) as amount_count
    from {{ ref('int_form_amounts') }}
    group by document_hash, form_ordinal

),

years as (

    select * from {{ ref('int_evaluation_years') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

units as (

    select * from {{ ref('int_evaluation_units') }}

),

unit_versions as (

    select
        budget_unit_code,
        valid_from,
        valid_to
    from {{ ref('departments') }}
    where name_kind = 'official'

),

project_aliases as (

    select
        budget_unit_code,
        {{ key_part('alias_name') }} as alias_part,
        {{ key_part('project_name') }} as project_part
    from {{ ref('project_aliases') }}

),

totals as (

    select * from {{ ref('int_evaluation_totals') }}

),

schemes as (

    select
        scheme_code,
        amount_unit,
        has_line_weights,
        is_unit_required
    from {{ ref('schemes') }}

),

parsed as (

    select
        evaluations.document_hash,
        evaluations.form_ordinal,
        {{ surrogate_key(['evaluations.document_hash', 'evaluations.form_ordinal']) }} as evaluation_key,
        evaluations.reading_basis,
        evaluations.scheme_code,
        schemes.is_unit_required,
        schemes.has_line_weights,
        evaluations.content_hash,
        evaluations.category_basis,
        evaluations.first_line,
        evaluations.last_line,
        evaluations.total_line,
        fields.total_weight_normalised,
        fields.total_score_normalised,
        documents.container,
        documents.converter,
        documents.relative_path,
        documents.load_id,
        documents.first_load_id,
        documents.received_at,
        years.fiscal_year,
        years.fiscal_year_basis,
        years.self_evaluation_date,
        fields.self_evaluation_date_normalised,
        units.project_name,
        units.project_code,
        units.supervising_department_name,
        units.supervising_department_code_stated,
        units.budget_unit_name,
        units.budget_unit_code_stated,
        units.office_name,
        fields.office_name_line is not null as is_office_printed,
        units.project_part,
        units.supervising_part,
        units.unit_part,
        units.office_part,
        units.budget_unit_code,
        units.is_inferred_unit,
        units.supervising_department_code,
        units.printed_department_code,
        case regexp_replace(fields.is_recurring_normalised, '[。.]+$', '') when '是' then true when '否' then false end as is_recurring,
        {%- for field in amounts %}
            amounts.{{ field }}_line,
            amounts.{{ field }}_text,
            amounts.{{ field }}_normalised,
            amounts.{{ field }}_basis,
            amounts.{{ field }}_number,
            amounts.{{ field }}_yuan,
        {%- endfor %}
        fields.execution_rate_normalised,
        fields.execution_rate_label_unit,
        fields.execution_rate_value_number,
        fields.execution_rate_value_unit,
        fields.execution_rate_printed_number as execution_rate_printed_value_number,
        fields.execution_rate_printed_unit,
        fields.grade_normalised,
        {%- for field in fields_with_line %}
            coalesce(fields.{{ field }}_line, evaluations.first_line) as {{ field }}_line,
        {%- endfor %}
        fields.total_weight_number as total_weight_stated_number,
        fields.total_score_number as row_total_score_number,
        fields.head_total_score_normalised,
        fields.head_total_score_number,
        -- The total of the total row, else the total among the fields.
        coalesce(fields.total_score_number, fields.head_total_score_number) as total_score_stated_number,
        coalesce(fields.total_score_printed_number, fields.head_total_score_printed_number) as total_score_printed_number,
        totals.total_weight_number,
        totals.total_score_number,
        coalesce(totals.execution_row_basis, 'no_execution_row') as execution_row_basis,
        coalesce(totals.is_execution_in_total, false) as is_execution_in_total,
        coalesce(totals.line_count, 0) as line_count,
        coalesce(totals.placeholder_count, 0) as placeholder_count
    from evaluations
    inner join schemes on evaluations.scheme_code = schemes.scheme_code
    inner join documents on evaluations.document_hash = documents.document_hash
    inner join years
        on evaluations.document_hash = years.document_hash and evaluations.form_ordinal = years.form_ordinal
    inner join amounts
        on evaluations.document_hash = amounts.document_hash and evaluations.form_ordinal = amounts.form_ordinal
    left join fields
        on evaluations.document_hash = fields.document_hash and evaluations.form_ordinal = fields.form_ordinal
    left join units
        on evaluations.document_hash = units.document_hash and evaluations.form_ordinal = units.form_ordinal
    left join totals
        on evaluations.document_hash = totals.document_hash and evaluations.form_ordinal = totals.form_ordinal

),

dated as (

    select
        *,
        coalesce(self_evaluation_date, {{ last_day_of_year('fiscal_year') }}) as as_of_date
    from parsed

),

-- The unit's name in force at the form's date; without one, the latest.
versions as (

    select
        dated.evaluation_key,
        unit_versions.valid_from,
        row_number() over (
            partition by dated.evaluation_key
            order by
                case
                    when
                        dated.as_of_date >= coalesce(unit_versions.valid_from, date '0001-01-01')
                        and dated.as_of_date < coalesce(unit_versions.valid_to, date '9999-12-31')
                        then 0
                    else 1
                end asc,
                coalesce(unit_versions.valid_from, date '0001-01-01') desc
        ) as row_num
    from dated
    inner join unit_versions on dated.budget_unit_code = unit_versions.budget_unit_code

),

identified as (

    select
        dated.*,
        versions.valid_from as unit_valid_from,
        coalesce(project_aliases.project_part, dated.project_part) as known_project_part,
        project_aliases.project_part is not null as is_project_alias
    from dated
    left join versions on dated.evaluation_key = versions.evaluation_key and versions.row_num = 1
    left join project_aliases
        on dated.budget_unit_code = project_aliases.budget_unit_code and dated.project_part = project_aliases.alias_part

),

valued as (

    select
        *,
        {{ member_key(['budget_unit_code', 'known_project_part'], 'unit_part is null or project_part is null') }}
            as project_key,
        {{ member_key(['budget_unit_code', 'office_part', 'unit_valid_from'], 'unit_part is null') }} as department_key,
        {{ surrogate_key(['scheme_code']) }} as scheme_key,
        try_cast(total_weight_number as decimal(10, 4)) as total_weight_points,
        try_cast(total_score_number as decimal(10, 4)) as total_score_computed_points,
        try_cast(total_weight_stated_number as decimal(10, 4)) as total_weight_stated_points,
        try_cast(total_score_stated_number as decimal(10, 4)) as total_score_stated_points,
        try_cast(total_score_printed_number as decimal(10, 4)) as total_score_printed_points
    from identified

),

rated as (

    select
        *,
        {{ as_rate(
            'execution_rate_value_number',
            'execution_rate_value_unit',
            'execution_rate_label_unit',
            'executed_yuan',
            'budget_yuan'
        ) }} as execution_rate_number,
        {{ as_rate(
            'execution_rate_printed_value_number',
            'execution_rate_printed_unit',
            'execution_rate_label_unit',
            'executed_yuan',
            'budget_yuan'
        ) }} as execution_rate_printed_number
    from valued

),

final as (

    select
        *,
        try_cast(execution_rate_number as decimal(24, 12)) as execution_rate_stated,
        try_cast(execution_rate_printed_number as decimal(24, 12)) as execution_rate_printed
    from rated

)

select * from final
