{# Every value matches a pattern, wholly. #}
{% test matches_pattern(model, column_name, pattern) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} is null or not regexp_full_match(cast({{ column_name }} as varchar), '{{ pattern }}')
{% endtest %}
