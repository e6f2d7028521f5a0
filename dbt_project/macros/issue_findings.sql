{#
    The findings of a rule that judges what the reader doubted: one per place of that issue. A correction of the field, or
    of the cell of a line, that the doubt is about settles it.
#}
{% macro issue_findings(issue_code, expected, message_zh, message_en) %}
    select
        evaluations.evaluation_key,
        issues.line_number,
        issues.first_line as source_line,
        issues.observed,
        '{{ expected }}' as expected,
        '{{ message_zh }}：' || issues.observed as message_zh,
        '{{ message_en }}: ' || issues.observed as message_en
    from evaluations
    inner join {{ ref('stg_landing__reading_issues') }} as issues
        on evaluations.document_hash = issues.document_hash and evaluations.form_ordinal = issues.form_ordinal
    left join {{ ref('int_corrections') }} as corrections
        on
            issues.document_hash = corrections.document_hash
            and issues.form_ordinal = corrections.form_ordinal
            and issues.field_code = corrections.field_code
            and issues.line_number is not distinct from corrections.line_number
            and not corrections.is_stale
    where issues.issue_code = '{{ issue_code }}' and corrections.document_hash is null
{% endmacro %}
