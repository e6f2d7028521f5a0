{#
    The place of a line in a document, as shown to people: its page (a worksheet of a workbook is a page) and its row on
    that page. Lines are numbered through the document; page_starts has the first line of each page.
#}
{% macro page_of(page_starts, line) -%}
    greatest(len(list_filter({{ page_starts }}, lambda start: start <= {{ line }})), 1)
{%- endmacro %}

{% macro row_on_page(page_starts, line) -%}
    {{ line }} - coalesce(list_extract({{ page_starts }}, {{ page_of(page_starts, line) }}), 1) + 1
{%- endmacro %}

{# 第 2 页第 5 行; without the page if the document has only one; NULL without a line. #}
{% macro show_place_zh(page_starts, line) -%}
    case when len({{ page_starts }}) > 1 then '第 ' || {{ page_of(page_starts, line) }} || ' 页' else '' end
    || '第 ' || ({{ row_on_page(page_starts, line) }}) || ' 行'
{%- endmacro %}

{% macro show_place_en(page_starts, line) -%}
    case when len({{ page_starts }}) > 1 then 'page ' || {{ page_of(page_starts, line) }} || ' ' else '' end
    || 'line ' || ({{ row_on_page(page_starts, line) }})
{%- endmacro %}
