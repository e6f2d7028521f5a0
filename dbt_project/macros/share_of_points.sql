{#
    points × part / whole as points, at most all of them: DECIMAL(10, 4), rounded once, half away from zero, in whole
    numbers throughout. NULL where the whole is not positive, the part is negative, or one of them is NULL.
    Part and whole have at most 26 digits, six of them decimals; points are not negative.
#}
{% macro share_of_points(points, part, whole) -%}
    {{ return(adapter.dispatch('share_of_points', 'jixiao')(points, part, whole)) }}
{%- endmacro %}

{% macro duckdb__share_of_points(points, part, whole) -%}
    {%- set p = 'cast(' ~ points ~ ' * cast(10000 as decimal(5, 0)) as hugeint)' -%}
    {%- set n = 'cast(cast(' ~ part ~ ' as decimal(30, 6)) * cast(1000000 as decimal(7, 0)) as hugeint)' -%}
    {%- set d = 'cast(cast(' ~ whole ~ ' as decimal(30, 6)) * cast(1000000 as decimal(7, 0)) as hugeint)' -%}
    case
        when {{ d }} <= 0 or {{ n }} < 0 then null
        when {{ n }} >= {{ d }} then cast({{ points }} as decimal(10, 4))
        else cast(cast((2 * {{ p }} * {{ n }} + {{ d }}) // (2 * {{ d }}) as decimal(14, 0)) * 0.0001 as decimal(10, 4))
    end
{%- endmacro %}
