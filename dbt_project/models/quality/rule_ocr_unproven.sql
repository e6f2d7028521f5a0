with

applicable as (

    select * from {{ ref('int_evaluations') }}
    where reading_basis = 'ocr'

),

-- What a steward has compared with the picture and corrected needs no proof.
corrected as (

    select distinct
        document_hash,
        form_ordinal,
        field_code
    from {{ ref('int_corrections') }}
    where not is_stale and line_number is null

),

rates as (

    select
        *,
        {{ safe_ratio('executed_yuan', 'budget_yuan') }} as computed_rate,
        power(10, -length(regexp_extract(execution_rate_normalised, '\.(\d+)', 1))) as last_figure,
        -- 0.01 for a percentage.
        coalesce(execution_rate_stated / nullif(execution_rate_value_number, 0), 0.01) as rate_unit
    from applicable

),

rated as (

    select
        *,
        -- The printed rate is that of the amounts, give or take one of its last figure.
        coalesce(abs(execution_rate_stated - computed_rate) <= last_figure * rate_unit, false) as is_rate_met
    from rates

),

amounts as (

    {%- for field in ['initial_budget', 'budget', 'executed'] %}
        select
            evaluation_key,
            document_hash,
            form_ordinal,
            '{{ field }}' as field_code,
            {{ field }}_line as source_line,
            {{ field }}_normalised as observed,
            {{ field }}_number as number,
            is_rate_met
        from rated
    {%- if not loop.last %}
            union all
    {%- endif %}
    {%- endfor %}

),

unproven_amounts as (

    select
        amounts.*,
        case
            when sums.sum_number is not null and sums.sum_number <> amounts.number then 'sources'
            when amounts.field_code <> 'initial_budget' and not amounts.is_rate_met then 'rate'
        end as case_code
    from amounts
    left join {{ ref('int_budget_source_sums') }} as sums
        on
            amounts.document_hash = sums.document_hash
            and amounts.form_ordinal = sums.form_ordinal
            and amounts.field_code = sums.budget_phase_code
    left join corrected
        on
            amounts.document_hash = corrected.document_hash
            and amounts.form_ordinal = corrected.form_ordinal
            and amounts.field_code = corrected.field_code
    where amounts.number is not null and corrected.field_code is null

),

findings as (

    select
        evaluation_key,
        'uncertain' as case_code,
        line_number,
        field_code,
        source_line,
        observed
    from {{ ref('int_open_issues') }}
    where issue_code = 'ocr_uncertain'
    union all
    select
        evaluation_key,
        case_code,
        null,
        field_code,
        source_line,
        observed
    from unproven_amounts
    where case_code is not null
    union all
    select
        evaluation_key,
        'no_total_score',
        null,
        'total_score',
        coalesce(total_line, first_line),
        null
    from applicable
    where total_score_stated_number is null
    union all
    select
        evaluation_key,
        'no_total_weight',
        null,
        'total_weight',
        coalesce(total_line, first_line),
        null
    from applicable
    where has_line_weights and total_weight_stated_number is null

)

{{ rule_rows(grain='line') }}
