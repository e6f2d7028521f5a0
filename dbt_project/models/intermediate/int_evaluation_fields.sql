{%- set fields = [
    'project_name', 'budget_unit_name', 'office_name', 'is_recurring', 'budget', 'prior_year_budget', 'executed',
    'execution_rate', 'self_evaluation_date', 'grade', 'fiscal_year',
] -%}
{%- set amounts = ['budget', 'prior_year_budget', 'executed', 'execution_rate'] -%}
with

-- A label printed twice counts where it first has a value.
printed as (

    select
        document_hash,
        form_ordinal,
        field_code,
        label_unit,
        value_text,
        value_normalised,
        first_line,
        row_number() over (
            partition by document_hash, form_ordinal, field_code
            order by case when value_normalised = '' then 1 else 0 end, first_line
        ) as place
    from {{ ref('stg_landing__form_fields') }}
    where part = 'head' and field_code is not null

),

final as (

    select
        document_hash,
        form_ordinal,
        {%- for field in fields %}
        max(case when field_code = '{{ field }}' then nullif(value_normalised, '') end) as {{ field }}_normalised,
        max(case when field_code = '{{ field }}' then first_line end) as {{ field }}_line,
        {%- if field in amounts %}
        max(case when field_code = '{{ field }}' then value_text end) as {{ field }}_text,
        max(case when field_code = '{{ field }}' then label_unit end) as {{ field }}_unit,
        {%- endif %}
        {%- endfor %}
        count(*) as field_count
    from printed
    where place = 1
    group by document_hash, form_ordinal

)

select * from final
