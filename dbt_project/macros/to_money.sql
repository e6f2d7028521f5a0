{# A parsed amount as money in yuan; NULL where it has no room. A third decimal is rounded: the rule amount_beyond_fen
   keeps such a form out of the facts, with the amount as printed. #}
{% macro to_money(number) -%}
    try_cast({{ number }} as decimal(18, 2))
{%- endmacro %}
