{%- set states = ['withdrawn', 'duplicate', 'quarantined', 'superseded', 'admitted'] -%}
{%- set roles = ['title', 'head', 'header', 'row', 'fragment', 'total', 'note', 'set_aside', 'rejected'] -%}
with

-- A file counts in the load that saw it; a document with its forms, lines and money in the load that first read it.
files as (

    select
        load_id,
        count(*) as files_seen_count,
        count(*) filter (
            where outcome = 'new_document' and reason_code is null and (form_count > 0 or not has_set_aside_forms)
        ) as files_read_count,
        count(*) filter (
            where outcome = 'new_document' and form_count = 0 and has_set_aside_forms
        ) as files_set_aside_count,
        count(*) filter (where outcome = 'archive') as files_archive_count,
        count(*) filter (where outcome = 'known_document') as files_duplicate_count,
        count(*) filter (
            where outcome = 'unreadable' or (outcome = 'new_document' and reason_code is not null)
        ) as files_rejected_count
    from {{ ref('int_received_files') }}
    group by load_id

),

documents as (

    select
        first_load_id as load_id,
        sum(line_count) as line_count,
        {%- for role in roles %}
            sum({{ role }}_line_count) as {{ role }}_line_count,
        {%- endfor %}
        count(*) as document_count
    from {{ ref('int_documents') }}
    group by first_load_id

),

evaluations as (

    select
        evaluations.first_load_id as load_id,
        count(*) as form_count,
        sum(evaluations.line_count) as indicator_line_count,
        sum(evaluations.budget_yuan) as budget_yuan,
        {{ count_unknown('evaluations.budget_yuan') }} as budget_unknown_count,
        {%- for state in states %}
            count(*) filter (where states.state = '{{ state }}') as {{ state }}_count,
            sum(evaluations.line_count) filter (where states.state = '{{ state }}') as {{ state }}_indicator_line_count,
            sum(evaluations.budget_yuan) filter (where states.state = '{{ state }}') as {{ state }}_budget_yuan,
            {{ count_unknown('evaluations.budget_yuan', "states.state = '" ~ state ~ "'") }} as {{ state }}_budget_unknown_count,
        {%- endfor %}
        count(distinct evaluations.document_hash) as read_document_count
    from {{ ref('int_evaluations') }} as evaluations
    inner join {{ ref('int_evaluation_states') }} as states on evaluations.evaluation_key = states.evaluation_key
    group by evaluations.first_load_id

),

set_aside as (

    select
        first_load_id as load_id,
        count(*) as set_aside_form_count
    from {{ ref('int_set_aside_forms') }}
    group by first_load_id

),

loads as (

    select
        files.load_id,
        files.files_seen_count,
        files.files_read_count,
        files.files_duplicate_count,
        files.files_rejected_count,
        files.files_set_aside_count,
        files.files_archive_count,
        documents.line_count as physical_line_count,
        {%- for role in roles %}
            documents.{{ role }}_line_count,
        {%- endfor %}
        evaluations.form_count,
        set_aside.set_aside_form_count,
        {%- for state in states %}
            evaluations.{{ state }}_count,
        {%- endfor %}
        evaluations.indicator_line_count,
        {%- for state in states %}
            evaluations.{{ state }}_indicator_line_count,
        {%- endfor %}
        evaluations.budget_yuan,
        evaluations.budget_unknown_count,
        {%- for state in states %}
            evaluations.{{ state }}_budget_yuan,
            evaluations.{{ state }}_budget_unknown_count
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from files
    left join documents on files.load_id = documents.load_id
    left join evaluations on files.load_id = evaluations.load_id
    left join set_aside on files.load_id = set_aside.load_id

),

{%- set counts = [
    'files_seen', 'files_read', 'files_duplicate', 'files_rejected', 'files_set_aside', 'files_archive', 'physical_line',
] %}

all_loads as (

    select * from loads
    union all
    select
        'all' as load_id,
        {%- for name in counts %}
            sum({{ name }}_count),
        {%- endfor %}
        {%- for role in roles %}
            sum({{ role }}_line_count),
        {%- endfor %}
        sum(form_count),
        sum(set_aside_form_count),
        {%- for state in states %}
            sum({{ state }}_count),
        {%- endfor %}
        sum(indicator_line_count),
        {%- for state in states %}
            sum({{ state }}_indicator_line_count),
        {%- endfor %}
        sum(budget_yuan),
        sum(budget_unknown_count),
        {%- for state in states %}
            sum({{ state }}_budget_yuan),
            sum({{ state }}_budget_unknown_count)
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from loads

),

final as (

    select
        load_id,
        {%- for name in counts %}
            cast(coalesce({{ name }}_count, 0) as bigint) as {{ name }}_count,
        {%- endfor %}
        {%- for role in roles %}
            cast(coalesce({{ role }}_line_count, 0) as bigint) as {{ role }}_line_count,
        {%- endfor %}
        cast(coalesce(form_count, 0) as bigint) as form_count,
        cast(coalesce(set_aside_form_count, 0) as bigint) as set_aside_form_count,
        {%- for state in states %}
            cast(coalesce({{ state }}_count, 0) as bigint) as {{ state }}_count,
        {%- endfor %}
        cast(coalesce(indicator_line_count, 0) as bigint) as indicator_line_count,
        {%- for state in states %}
            cast(coalesce({{ state }}_indicator_line_count, 0) as bigint) as {{ state }}_indicator_line_count,
        {%- endfor %}
        {{ sum_known('budget_yuan', 'form_count') }} as budget_yuan,
        cast(coalesce(budget_unknown_count, 0) as bigint) as budget_unknown_count,
        {%- for state in states %}
            {{ sum_known(state ~ '_budget_yuan', state ~ '_count') }} as {{ state }}_budget_yuan,
            cast(coalesce({{ state }}_budget_unknown_count, 0) as bigint) as {{ state }}_budget_unknown_count
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from all_loads

)

select * from final
