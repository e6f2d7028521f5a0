"""Texts that repeat an earlier evaluation's: identical, nearly identical, or only alike."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import build_marts, query
from tests.shanghai_form import Form

GOAL = "按计划完成全市政务数据共享交换平台的建设与运行维护，保障各部门业务协同和数据归集，提升公共服务水平。"
RESULTS = "全年开展系统运维二百余次，平台运行平稳，数据共享接口调用稳定，未发生重大安全事故，群众满意。"
OWN = "本年度完成老旧档案数字化扫描与著录，建立目录检索体系，向社会公众开放查询窗口，接待来访群众。"


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of one project over two years and of another unit's project."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "in").mkdir()
    first = Form().with_head(
        项目名称="甲项目", 自评时间="2020-05-14", 项目年度总目标=GOAL, 主要绩效=RESULTS, 主要问题="无"
    )
    # The same goal with other punctuation; results in which three characters differ.
    second = first.with_head(
        自评时间="2021-05-14",
        项目年度总目标=GOAL.replace("，", ", ").replace("。", ""),
        主要绩效=RESULTS.replace("二百", "三百").replace("群众满意", "群众较满意"),
    )
    other = Form().with_head(
        项目名称="乙项目",
        预算单位="某市档案局",
        自评时间="2021-06-01",
        项目年度总目标=OWN,
        主要绩效=RESULTS,
        主要问题="无",
    )
    for name, form in {"a": first, "b": second, "c": other}.items():
        (folder / "in" / f"{name}.txt").write_text(form.text())
    return build_marts(folder / "home", folder / "in")


def test_each_repeated_text_has_both_places(marts: Path) -> None:
    rows = query(
        marts,
        """
        select projects.project_name, reuse.fiscal_year, reuse.field_code, reuse.match_code, reuse.relation_code,
            sources.project_name, reuse.source_fiscal_year, reuse.source_field_code
        from marts.fct_text_reuse as reuse
        join marts.dim_project as projects using (project_key)
        join marts.dim_project as sources on reuse.source_project_key = sources.project_key
        order by all
        """,
    )
    assert rows == [
        ("乙项目", 2020, "achievements", "identical", "other_unit", "甲项目", 2019, "achievements"),
        ("甲项目", 2020, "achievements", "nearly_identical", "same_project", "甲项目", 2019, "achievements"),
        ("甲项目", 2020, "goal", "identical", "same_project", "甲项目", 2019, "goal"),
    ]


def test_similarity_is_counted_by_hand_and_identical_texts_are_counted(marts: Path) -> None:
    def list_shingles(text: str) -> set[str]:
        plain = "".join(character for character in text if character.isalnum())
        return {plain[place : place + 2] for place in range(len(plain) - 1)}

    changed = RESULTS.replace("二百", "三百").replace("群众满意", "群众较满意")
    shared, either = (
        len(list_shingles(RESULTS) & list_shingles(changed)),
        len(list_shingles(RESULTS) | list_shingles(changed)),
    )
    rows = query(
        marts,
        "select match_code, similarity_rate, identical_evaluation_count from marts.fct_text_reuse"
        " where field_code = 'achievements' order by 1",
    )
    assert [row[0] for row in rows] == ["identical", "nearly_identical"]
    assert rows[0][1] == 1
    assert rows[1][1] == pytest.approx(Decimal(shared) / either, abs=Decimal("0.000001"))
    assert [row[2] for row in rows] == [2, 1]
