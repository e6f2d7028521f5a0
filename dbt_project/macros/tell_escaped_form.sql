{#
    What a test of the marts says of a form that breaks it: file, form and the rule that should have held it back.
    `evaluations` is an alias of fct_evaluations.
#}
{% macro tell_escaped_form(what, rule_code) -%}
    evaluations.relative_path || ', form ' || evaluations.form_ordinal || ': {{ what }}. The rule {{ rule_code }} should '
    || 'have quarantined it: see its row in rule_severities.csv and what schemes.csv declares'
{%- endmacro %}
