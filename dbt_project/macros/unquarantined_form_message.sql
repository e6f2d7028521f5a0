{#
    Message of a data test of the marts about an admitted form that fails it: file, form and the rule that should have
    quarantined the form.
    `evaluations` is an alias of fct_evaluations.
#}
{% macro unquarantined_form_message(fault, rule_code) -%}
    evaluations.relative_path || ', form ' || evaluations.form_ordinal || ': {{ fault }}. The rule {{ rule_code }} should '
    || 'have quarantined it: see its row in rule_severities.csv and what schemes.csv declares'
{%- endmacro %}
