{# A printed grade without the text around it: 等级:优, 优秀(99分), 自评结果为良好等次。 Spaces are removed. #}
{% macro clean_grade(text) -%}
    {%- set steps = [
        ('[ "“”‘’「」*]', ''),
        ('^.*[:=]', ''),
        ('^.*(等级|等次|结论|结果|评定|评价)为', ''),
        ('^[0-9.]+分?[,、;/(]*', ''),
        ('[(\\[【〔].*$', ''),
        ('[,、;/]*[0-9.]+分?$', ''),
        ('[。.,、;!)]+$', ''),
        ('(等次|等级|级|等|档次|档)$', ''),
    ] -%}
    {%- for pattern, replacement in steps %}regexp_replace({% endfor -%}
    {{ text }}
    {%- for pattern, replacement in steps %}, '{{ pattern }}', '{{ replacement }}', 'g'){% endfor -%}
{%- endmacro %}
