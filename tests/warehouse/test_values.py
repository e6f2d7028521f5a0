"""The macros that read texts, tested with the tables that also test the functions of the reader."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import duckdb
import jinja2
import pytest

from ingestion.forms.values import read_printed_number
from ingestion.normalise import normalise
from orchestration.publication.formats import in_unit, rate
from orchestration.settings import PROJECT
from tests.number_spellings import AMOUNTS, NOTHING, POINTS, SOMETHING

Evaluate = Callable[..., object]
MACROS = PROJECT / "dbt_project" / "macros"


class Adapter(NamedTuple):
    """Stands for dbt's adapter of DuckDB: it finds DuckDB's version of a macro."""

    macros: dict[str, Callable[..., str]]

    def dispatch(self, name: str, _: str) -> Callable[..., str]:
        """Return a macro by its name without `duckdb__`."""
        return self.macros[f"duckdb__{name}"]


@pytest.fixture(scope="module")
def evaluate() -> Evaluate:
    """A function that evaluates SQL with macros, over texts named a, b, ..."""
    names = (
        "safe_ratio",
        "parse_number",
        "single_year",
        "clean_name",
        "clean_grade",
        "texts_and_medians",
        "parse_target",
    )
    text = "\n".join((MACROS / f"{name}.sql").read_text("utf-8") for name in names)
    environment = jinja2.Environment(autoescape=False)
    macros: dict[str, Callable[..., str]] = {}
    environment.globals |= {"return": str, "adapter": Adapter(macros)}
    macros |= vars(environment.from_string(text).module)
    environment.globals |= macros
    connection = duckdb.connect()

    def run(sql: str, *texts: str | None) -> object:
        rendered = environment.from_string(sql).render()
        names = ", ".join("abcdef"[place] for place in range(len(texts)))
        marks = ", ".join("cast(? as varchar)" for _ in texts)
        row = connection.execute(f"select {rendered} from (select {marks}) as texts ({names})", list(texts)).fetchone()
        assert row
        return row[0]

    return run


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        ("9492496", "10000000", "94.92%"),
        ("9492500", "10000000", "94.93%"),
        ("2", "3", "66.67%"),
        ("-1", "3", "-33.33%"),
    ],
)
def test_a_percentage_is_rounded_once(evaluate: Evaluate, numerator: str, denominator: str, shown: str) -> None:
    ratio = evaluate("{{ duckdb__safe_ratio('a', 'b') }}", numerator, denominator)
    assert isinstance(ratio, Decimal)
    assert rate(ratio) == shown


def test_a_difference_of_rates_is_in_percentage_points() -> None:
    shown = in_unit(Decimal("0.05"), "percentage_points")
    assert "+5.00 个百分点" in shown and "+5.00 pp" in shown and "%" not in shown
    meta = (PROJECT / "dbt_project" / "models" / "indicators" / "ind_score_against_unit_mean.yml").read_text("utf-8")
    assert "unit: percentage_points" in meta


def show(text: str) -> tuple[str | None, str | None]:
    """Return a printed number as the landing has it, as text, and its unit."""
    number, unit = read_printed_number(text)
    return (None if number is None else str(number), unit)


@pytest.mark.parametrize("text", [*POINTS, *AMOUNTS])
def test_a_correction_is_read_as_a_form_is(evaluate: Evaluate, text: str) -> None:
    normalised = normalise(text)
    read = evaluate("{{ parse_number('a') }}", normalised), evaluate("{{ parse_unit('a') }}", normalised)
    assert read == read_printed_number(text)


@pytest.mark.parametrize(("text", "expected"), POINTS.items())
def test_points(evaluate: Evaluate, text: str, expected: str | None) -> None:
    number = evaluate("{{ as_points('a :: decimal(28, 10)', 'b') }}", *show(text))
    assert number == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.items())
def test_amounts(evaluate: Evaluate, text: str, expected: str | None) -> None:
    amount = evaluate("{{ as_amount('a', 'b', 'c') }}", *show(text), None)
    assert amount == (None if expected is None else Decimal(expected))


def test_the_unit_printed_with_an_amount_goes_before_its_label(evaluate: Evaluate) -> None:
    sql = "{{ as_amount('a', 'b', 'c') }}"
    assert evaluate(sql, *show("3,075.00"), "万元") == 30_750_000
    assert evaluate(sql, *show("3,075.00元"), "万元") == 3075
    assert evaluate(sql, *show("3075"), "亿元") == 307_500_000_000


@pytest.mark.parametrize("text", [*NOTHING, *SOMETHING])
def test_nothing_marks(evaluate: Evaluate, text: str) -> None:
    assert evaluate("{{ is_blank('a') }}", normalise(text)) is (text in NOTHING)


@pytest.mark.parametrize(
    ("text", "label_unit", "executed", "budget", "expected"),
    [
        ("98.35%", None, "98.35", "100", "0.9835"),
        ("98.35%", "%", "98.35", "100", "0.9835"),
        ("98.35", "%", "98.35", "100", "0.9835"),
        ("98.35", None, "98.35", "100", "0.9835"),
        ("98.35", None, None, None, "0.9835"),
        ("0.9835", "%", "98.35", "100", "0.9835"),
        ("0.9835", None, "98.35", "100", "0.9835"),
        ("0.9835%", "%", "98.35", "100", "0.9835"),
        ("1", "%", "100", "100", "1"),
        ("1", "%", "1", "100", "0.01"),
        ("1", None, "1", "100", "0.01"),
        ("1", None, "100", "100", "1"),
        ("1.2", "%", "120", "100", "1.2"),
        # Neither way, both ways, or nothing to compare with: as printed.
        ("0.5", "%", "98.35", "100", "0.005"),
        ("0.5", None, "98.35", "100", "0.5"),
        ("0.004", "%", "0", "100", "0.00004"),
        ("0.9835", "%", None, "100", "0.009835"),
        ("0.9835", "%", "0", "0", "0.009835"),
        ("98.35%", "%", "98350000", "1000000", "0.9835"),
        ("1000000000000", "%", "1", "1", "10000000000"),
        ("49/50", None, "98", "100", None),
        ("—", "%", "98", "100", None),
    ],
)
def test_rates(
    evaluate: Evaluate,
    text: str,
    label_unit: str | None,
    executed: str | None,
    budget: str | None,
    expected: str | None,
) -> None:
    sql = "{{ as_rate('a', 'b', 'c', 'cast(d as decimal(18, 2))', 'cast(e as decimal(18, 2))') }}"
    rate = evaluate(sql, *show(text), label_unit, executed, budget)
    assert rate == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-05-14", date(2020, 5, 14)),
        ("2020/5/14", date(2020, 5, 14)),
        ("2020.5.14", date(2020, 5, 14)),
        ("20200514", date(2020, 5, 14)),
        ("2020年5月14日", date(2020, 5, 14)),
        ("2020 年 5 月 14 日", date(2020, 5, 14)),
        ("2020年5月14日 星期四", date(2020, 5, 14)),
        ("2020年5月14日(周四)", date(2020, 5, 14)),
        ("2020-05-14 00:00:00", date(2020, 5, 14)),
        ("2020-05-14T09:30:00", date(2020, 5, 14)),
        ("二〇二〇年五月十四日", date(2020, 5, 14)),
        ("二○二○年五月十四日", date(2020, 5, 14)),
        ("二零二零年五月十四日", date(2020, 5, 14)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("二〇二〇年十月二十日", date(2020, 10, 20)),
        ("二〇二〇年十一月十日", date(2020, 11, 10)),
        ("2020年五月十四日", date(2020, 5, 14)),
        ("20.5.14", date(2020, 5, 14)),
        ("20年5月14日", date(2020, 5, 14)),
        ("20-05-14", date(2020, 5, 14)),
        ("43965", date(2020, 5, 14)),
        ("43965.0", date(2020, 5, 14)),
        ("14.5.20", None),
        ("5-14-20", None),
        ("14/05/2020", None),
        ("40.5.14", None),
        ("2020-13-14", None),
        ("2020-02-30", None),
        ("二〇二〇年二月三十日", None),
        ("20.13.14", None),
        ("2020年5月", None),
        ("五月", None),
        ("61000", None),
        ("0001-05-14", None),
        ("9999-05-14", None),
        ("1999-05-14", None),
    ],
)
def test_dates(evaluate: Evaluate, text: str, expected: date | None) -> None:
    assert evaluate("{{ parse_date('a') }}", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", 2022),
        ("2022年度", 2022),
        ("二〇二二年度", 2022),
        ("二零二二年", 2022),
        ("二○一九", 2019),
        ("二〇二二年度(2022)", 2022),
        ("二〇二二、2023", None),
        ("20220514", None),
        ("项目一2020", 2020),
        ("一二三四", None),
        ("", None),
    ],
)
def test_years(evaluate: Evaluate, text: str, expected: int | None) -> None:
    assert evaluate("{{ single_year('a') }}", text) == expected


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("≥50人次", 50, "人次"),
        ("≥ 50 人次", 50, "人次"),
        ("1,200 m²", 1200, "m²"),
        ("20220101元", 20220101, "元"),
        ("≥ 5 0", None, None),
        ("50\n30", None, None),
        ("10⁴", None, None),
        ("20220101", None, None),
        ("≥20220101", None, None),
        ("≤ 20221231", None, None),
        ("=20220101", None, None),
        ("不超过20220101", None, None),
        ("20220101以内", None, None),
        ("20220101前", None, None),
        ("≥20220101人", 20220101, "人"),
        ("≥20221301", 20221301, None),
        ("9月前", None, None),
        ("效果明显", None, None),
    ],
)
def test_a_target_has_a_number_only_if_it_is_one_quantity(
    evaluate: Evaluate, text: str, number: int | None, unit: str | None
) -> None:
    part = "join_words('a')"
    assert evaluate(f"{{{{ parse_quantity_number({part}) }}}}", normalise(text)) == number
    assert evaluate(f"{{{{ parse_quantity_unit({part}) }}}}", normalise(text)) == unit
    if number is None:
        assert evaluate(f"{{{{ parse_quantity_operator({part}) }}}}", normalise(text)) is None
