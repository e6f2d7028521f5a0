{# A value with its unit as people read it: a rate in percent, money in 万元 or yuan, points, a count. #}
{% macro value_in_words(value, unit, language) -%}
    {%- set units = {'yuan': '万元', 'points': '分', 'count': '处'} if language == 'zh' else {'yuan': ' yuan', 'points': ' points', 'count': ''} -%}
    {%- set factor = '0.0001' if language == 'zh' else '1.0000' -%}
    case
        when {{ unit }} in ('rate', 'share') then cast(cast(100 * {{ value }} as decimal(28, 2)) as varchar) || '%'
        when {{ unit }} = 'yuan'
            then cast(cast(cast({{ value }} as decimal(24, 2)) * {{ factor }} as decimal(28, 2)) as varchar) || '{{ units.yuan }}'
        when {{ unit }} = 'points' then cast(cast({{ value }} as decimal(28, 2)) as varchar) || '{{ units.points }}'
        else cast(cast({{ value }} as decimal(28, 0)) as varchar) || '{{ units.count }}'
    end
{%- endmacro %}
