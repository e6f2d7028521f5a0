with

fields as (

    select * from {{ ref('form_fields') }}

),

labelled as (

    select
        document_hash,
        form_ordinal,
        field_number,
        field_code,
        nullif(funding_source_code, 'total') as funding_source_code,
        label_text,
        label_normalised,
        label_unit,
        value_text,
        value_normalised,
        value_number,
        value_unit,
        first_line,
        last_line
    from {{ ref('stg_landing__form_fields') }}
    where
        (part in ('head', 'foot') or (part = 'total' and field_code = 'grade'))
        and field_code is not null

),

printed as (

    select * from labelled
    {%- for field in ['total_weight', 'total_score'] %}
        union all
        select
            document_hash,
            form_ordinal,
            null as field_number,
            '{{ field }}' as field_code,
            null as funding_source_code,
            null as label_text,
            null as label_normalised,
            null as label_unit,
            {{ field }}_text as value_text,
            {{ field }}_normalised as value_normalised,
            {{ field }}_number as value_number,
            null as value_unit,
            total_line as first_line,
            total_line as last_line
        from {{ ref('stg_landing__evaluations') }}
        where total_line is not null
    {%- endfor %}

),

final as (

    select
        printed.*,
        fields.value_kind,
        fields.field_name_zh,
        fields.field_name_en
    from printed
    inner join fields on printed.field_code = fields.field_code

)

select * from final
