"""Five hundred generated forms, a fifth of them broken at random: nothing is lost, no exception, facts follow the rules."""

import shutil
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import build_marts, query
from tests.shanghai_form import Form

COUNT, BROKEN = 500, 100
WILD_NUMBERS = st.one_of(
    st.integers(-(10**30), 10**30).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(
        [
            "",
            "-",
            "0",
            "1e3",
            "1_000",
            "八",
            "９９９",
            "1,2,3",
            "999999999999999999.99",
            "0.001",
            "50%",
            "∞",
            "12分",
            "亿",
            "1亿亿",
        ]
    ),
)
WILD_TEXT = st.one_of(
    WILD_NUMBERS,
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    st.sampled_from(
        [
            "合计",
            "说明：",
            "项目绩效自我评价",
            "一级指标",
            "<p>",
            "产出目标 (34分)",
            "\n\n",
            "\t\t\t",
            "2020-13-45",
            "0001年1月1日",
        ]
    ),
)
MUTATION = st.one_of(
    st.tuples(st.just("cell"), st.integers(1, 12), st.integers(0, 5), WILD_TEXT),
    st.tuples(st.just("head"), st.integers(0, 13), st.just(0), WILD_TEXT),
    st.tuples(st.just("total"), st.integers(3, 4), st.just(0), WILD_NUMBERS),
    st.tuples(st.just("drop"), st.integers(0, 11), st.just(0), st.just("")),
    st.tuples(st.just("cut"), st.integers(0, 40), st.just(0), st.just("")),
)


def mutate(form: Form, mutations: list[tuple[str, int, int, str]]) -> str:
    """Return the text of a form after mutations of cells, fields, totals and rows; a cut ends it early."""
    cut = None
    for kind, place, column, text in mutations:
        if kind == "cell" and place <= len(form.rows):
            form = form.with_cell(place, column, text)
        elif kind == "head":
            form = form.with_head(**{list(form.head)[place]: text})
        elif kind == "total" and form.total is not None:
            total = list(form.total)
            total[place] = text
            form = form.changed(total=total)
        elif kind == "drop":
            form = form.changed(rows=[row for number, row in enumerate(form.rows) if number != place])
        elif kind == "cut":
            cut = place
    lines = form.text().split("\n")
    return "\n".join(lines[:cut] if cut is not None else lines)


@settings(
    max_examples=1, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.lists(MUTATION, min_size=1, max_size=3), min_size=BROKEN, max_size=BROKEN))
def test_hundreds_of_forms(tmp_path: Path, all_mutations: list[list[tuple[str, int, int, str]]]) -> None:
    folder = tmp_path / "case"
    shutil.rmtree(folder, ignore_errors=True)
    inbox = folder / "inbox" / "2019"
    inbox.mkdir(parents=True)
    for number in range(COUNT):
        form = Form().with_head(项目名称=f"项目{number}", 预算单位=f"单位{number % 40}")
        text = mutate(form, all_mutations[number // 5]) if number % 5 == 0 else form.text()
        (inbox / f"{number}.txt").write_text(text, encoding="utf-8")
    release = build_marts(folder / "home", inbox.parent, target="tested")
    (row,) = query(
        release,
        """
        select files_seen_count, files_read_count + files_rejected_count + files_duplicate_count,
            form_count - withdrawn_count - duplicate_count - quarantined_count - superseded_count - admitted_count,
            admitted_count >= 400
        from marts.load_reconciliation where load_id = 'all'
        """,
    )
    assert row == (COUNT, COUNT, 0, True)
    broken = query(
        release,
        """
        select evaluation_key
        from marts.fct_indicator_scores join marts.dim_indicator_category using (category_key)
        group by evaluation_key, category_key having sum(weight_points) <> any_value(cap_points)
        union all
        select evaluation_key from marts.fct_indicator_scores where not is_placeholder and self_score_points > weight_points
        union all
        select evaluation_key from marts.fct_evaluations join marts.dim_grade using (grade_key)
        where total_score_computed_points < lower_bound_points
        """,
    )
    assert broken == []
    assert query(release, "select * from marts.rejections where reason_code = 'parser_failure'") == []
