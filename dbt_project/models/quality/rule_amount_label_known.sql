with

-- Schemes whose forms print amounts (also of the year before) in fields of the form header and not in a block.
with_prior_year as (

    select scheme_code
    from {{ ref('form_labels') }}
    group by scheme_code
    having
        bool_or(part = 'head' and field_code = 'prior_year_budget')
        and not bool_or(part in ('money_column', 'money_row'))

),

evaluations as (

    select
        evaluations.*,
        {{ is_blank('evaluations.budget_normalised') }} or {{ is_blank('evaluations.executed_normalised') }}
        or (with_prior_year.scheme_code is not null and {{ is_blank('evaluations.prior_year_budget_normalised') }})
            as is_amount_blank
    from {{ ref('int_evaluations') }} as evaluations
    left join with_prior_year on evaluations.scheme_code = with_prior_year.scheme_code

),

-- Columns of a block of money that contain no amounts.
other_columns as (

    select distinct replace(label, ' ', '') as label
    from {{ ref('form_labels') }}
    where part = 'money_column' and field_code in ('weight', 'self_score', 'execution_rate')

),

-- Amounts of the form header with a label that is in no layout, or without a label.
unlabelled as (

    select
        fields.evaluation_key,
        fields.first_line,
        fields.label_normalised,
        fields.value_normalised,
        fields.funding_source_code is not null as is_in_block
    from {{ ref('int_form_cells') }} as fields
    left join other_columns on split_part(fields.label_normalised, ' ', -1) = other_columns.label
    where
        fields.part = 'head'
        and fields.field_code is null
        and coalesce(fields.label_unit, '') <> '%'
        and other_columns.label is null
        and fields.value_number is not null
        and coalesce(fields.value_unit, '元') not in ('分', '%')

),

-- An amount with two labels, or with a label that is printed twice.
repeated as (

    select
        evaluation_key,
        max(first_line) as first_line,
        string_agg(label_normalised, ', ' order by first_line) as labels
    from {{ ref('int_form_cells') }}
    where
        part = 'head'
        and funding_source_code is null
        and field_code in ('initial_budget', 'budget', 'prior_year_budget', 'executed')
    group by evaluation_key, field_code
    having count(*) > 1

),

blocks as (

    select distinct evaluation_key
    from {{ ref('int_form_cells') }}
    where part = 'head' and funding_source_code is not null

),

-- All numbers without a label are one finding: a column without a label has many.
nameless as (

    select
        evaluation_key,
        is_in_block,
        min(first_line) as first_line,
        string_agg(value_normalised, ', ' order by first_line, value_normalised) as numbers
    from unlabelled
    where label_normalised is null
    group by evaluation_key, is_in_block

),

applicable as (

    select evaluations.evaluation_key
    from evaluations
    left join blocks on evaluations.evaluation_key = blocks.evaluation_key
    where evaluations.is_amount_blank or blocks.evaluation_key is not null

),

findings as (

    select
        evaluations.evaluation_key,
        case when unlabelled.is_in_block then 'in_block' else 'amount_missing' end as case_code,
        unlabelled.first_line as source_line,
        unlabelled.value_normalised as observed,
        unlabelled.label_normalised as label
    from evaluations
    inner join unlabelled on evaluations.evaluation_key = unlabelled.evaluation_key
    where unlabelled.label_normalised is not null and (evaluations.is_amount_blank or unlabelled.is_in_block)
    union all
    select
        evaluations.evaluation_key,
        case when nameless.is_in_block then 'no_label_in_block' else 'no_label' end as case_code,
        nameless.first_line as source_line,
        nameless.numbers as observed,
        null as label
    from evaluations
    inner join nameless on evaluations.evaluation_key = nameless.evaluation_key
    where evaluations.is_amount_blank or nameless.is_in_block
    union all
    select
        evaluations.evaluation_key,
        'two_labels' as case_code,
        repeated.first_line as source_line,
        repeated.labels as observed,
        null as label
    from evaluations
    inner join repeated on evaluations.evaluation_key = repeated.evaluation_key
    where evaluations.is_amount_blank

)

{{ rule_rows() }}
