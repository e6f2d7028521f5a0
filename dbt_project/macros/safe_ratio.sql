{#
    numerator / denominator as DECIMAL(24, 12), rounded half away from zero, in whole numbers throughout. Twelve places, so
    that a percentage printed from it is rounded once, not twice; `places` is less where a text or a contract says so. NULL
    where the denominator is 0, a part is NULL, or the ratio has no room (10^11 and more): never an error, never infinite.
    Parts have at most 18 digits, four of them decimals.
#}
{% macro safe_ratio(numerator, denominator, places=12) -%}
    {{ return(adapter.dispatch('safe_ratio', 'jixiao')(numerator, denominator, places)) }}
{%- endmacro %}

{% macro duckdb__safe_ratio(numerator, denominator, places=12) -%}
    {%- set n = 'cast(cast(' ~ numerator ~ ' as decimal(28, 4)) * cast(10000 as decimal(5, 0)) as hugeint)' -%}
    {%- set d = 'cast(cast(' ~ denominator ~ ' as decimal(28, 4)) * cast(10000 as decimal(5, 0)) as hugeint)' -%}
    case
        when {{ d }} <> 0 and abs({{ n }}) < abs({{ d }}) * 100000000000
            then cast(
                cast(
                    ({{ n }} * 2{{ '0' * places }} * sign({{ d }}) + sign({{ n }}) * abs({{ d }})) // (2 * abs({{ d }}))
                    as decimal(24, 0)
                ) * 0.{{ '0' * (places - 1) }}1 as decimal({{ places + 12 }}, {{ places }})
            )
    end
{%- endmacro %}

{#
    Whether a rate differs from executed / budget by more than half a point: rates are printed in whole percents.
    Compared as products, exactly. The casts are wide because a product takes the width of its wider part.
#}
{% macro is_rate_off(rate, executed, budget) -%}
    abs(cast({{ rate }} as decimal(19, 6)) * {{ budget }} - {{ executed }}) > cast(0.005 as decimal(19, 3)) * {{ budget }}
{%- endmacro %}
