"""Three refreshes of one bureau: versions, replaced files, duplicates, corrections, withdrawals, renames."""

import hashlib
import json
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import build_release, copy_project_to, query, run_refresh, run_steps
from tests.shanghai_form import Form

CLEAN = Form()
UNIT = "某市数据局"
CORRECTED = CLEAN.with_head(项目名称="待更正").with_cell(2, 3, "八").text().encode()
STALE = CLEAN.with_head(项目名称="更正不符").text().encode()
WITHDRAWN = CLEAN.with_head(项目名称="撤回项目").text().encode()


def version(number: int, name: str = "版本项目", **changes: str) -> str:
    """Return a version of one project; later versions have later dates."""
    return CLEAN.with_head(项目名称=name, 自评时间=f"2020-05-{number:02d}", **changes).text()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def find_row(content: bytes, text: str) -> int:
    """Return the first row of a text that contains a cell."""
    return next(number for number, row in enumerate(content.decode().split("\n"), start=1) if text in row.split("\t"))


FIRST_BATCH: dict[str, str | bytes] = {
    "v1.txt": version(1),
    "renamed.txt": CLEAN.with_head(项目名称="错名项木").text(),
    "office_a.txt": CLEAN.with_head(项目名称="同名项目", **{"具体实施处（科室）": "甲处"}).text(),
    "office_b.txt": CLEAN.with_head(项目名称="同名项目", **{"具体实施处（科室）": "乙处"}).text(),
    "corrected.txt": CORRECTED,
    "stale.txt": STALE,
    "withdrawn.txt": WITHDRAWN,
    "copy.txt": CLEAN.with_head(项目名称="重复项目").text(),
    "old_unit.txt": CLEAN.with_head(预算单位="某市信息中心", 项目名称="旧单位项目", 自评时间="2019-12-20").text(),
    "new_unit.txt": CLEAN.with_head(预算单位="市大数据局", 项目名称="新单位项目").text(),
    "alias.txt": CLEAN.with_head(项目名称="平台建设（二期）").text(),
    "replaced_broken.txt": CLEAN.with_head(项目名称="先好后坏").text(),
}
SECOND_BATCH: dict[str, str | bytes] = {
    "v2.txt": version(2, **{"当年预算数（元）": "2,000,000.00", "预算执行数（元）": "1,960,000.00"}),
    "renamed.txt": CLEAN.with_head(项目名称="正名项目").text(),
    "copy_gb.txt": CLEAN.with_head(项目名称="重复项目").text().encode("gb18030"),
    "replaced_broken.txt": CLEAN.with_head(
        # Two other spellings of the same content, and one change.
        项目名称="先好后坏",
        绩效等级="良好",
        自评时间="2020年5月14日",
        **{"当年预算数（元）": "1000000.00"},
    ).text(),
}
THIRD_BATCH: dict[str, str | bytes] = {"v3.txt": version(3, "版本项目（三期）", 绩效等级="良好")}


def write(folder: Path, files: dict[str, str | bytes], changed_at: datetime | None = None) -> None:
    """Write files, with a time of change if it is given."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        if changed_at:
            os.utime(folder / name, (changed_at.timestamp(), changed_at.timestamp()))


def add_rows(project: Path, seed: str, *rows: str) -> None:
    with (project / "seeds" / "reference" / f"{seed}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `project`, `inbox/2019` and `home` after three refreshes."""
    folder = tmp_path_factory.mktemp("story")
    project = folder / "project"
    copy_project_to(project)
    inbox = folder / "inbox" / "2019"
    inbox.mkdir(parents=True)
    add_rows(
        project, "departments",
        "U1,某市信息中心,official,,2020-01-01,,,", "U1,某市大数据局,official,2020-01-01,,,,", "U1,市大数据局,alias,,,,,",
        f"U2,{UNIT},official,,,,,",
    )  # fmt: skip
    add_rows(project, "project_aliases", "U2,平台建设(二期),数据平台建设,", "U2,版本项目(三期),版本项目,")
    add_rows(
        project, "expected_evaluations",
        "U2,版本项目,2019,1000000,2020-03-31", "U2,待更正,2019,1000000,2020-03-20", "U2,无人填报,2019,5000000,2020-03-31",
        "U2,先好后坏,2019,1000000,",
    )  # fmt: skip

    # The last second of 31 March in China.
    write(inbox, FIRST_BATCH, datetime(2020, 3, 31, 15, 59, 59, tzinfo=UTC))
    build_release(folder / "home", inbox.parent, project)
    add_rows(
        project, "corrections",
        f"{sha256(CORRECTED)},,{find_row(CORRECTED, '八')},weight,绩效目标合理性,八,8,the unit confirmed the weight,Li,2020-06-01",
        f"{sha256(STALE)},1,{find_row(STALE, '1,000,000.00')},budget,,\"9,999.00\",1.00,typing error,Li,2020-06-01",
    )  # fmt: skip
    add_rows(project, "withdrawn_documents", f"{sha256(WITHDRAWN)},filed by mistake,Li,2020-06-01")
    write(inbox, SECOND_BATCH, datetime(2020, 6, 30, tzinfo=UTC))
    build_release(folder / "home", inbox.parent, project)
    write(inbox, THIRD_BATCH)
    done = run_refresh(folder / "home", inbox.parent, project)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "summary.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def release(story: Path) -> Path:
    return story / "home" / "current" / "warehouse.duckdb"


@pytest.fixture(scope="module")
def states(release: Path) -> list[tuple[object, ...]]:
    """Return file, project and state of every form."""
    return query(
        release,
        """
        select string_split(relative_path, '/')[-1], project_name, evaluation_state
        from marts.evaluation_lifecycle order by relative_path, received_load_id
        """,
    )


def test_every_form_ever_seen_has_its_state(states: list[tuple[object, ...]]) -> None:
    assert states == [
        ("alias.txt", "平台建设(二期)", "admitted"),
        ("copy.txt", "重复项目", "admitted"),
        ("copy_gb.txt", "重复项目", "duplicate"),
        ("corrected.txt", "待更正", "admitted"),
        ("new_unit.txt", "新单位项目", "admitted"),
        ("office_a.txt", "同名项目", "admitted"),
        ("office_b.txt", "同名项目", "admitted"),
        ("old_unit.txt", "旧单位项目", "admitted"),
        ("renamed.txt", "错名项木", "superseded"),
        ("renamed.txt", "正名项目", "admitted"),
        ("replaced_broken.txt", "先好后坏", "admitted"),
        ("replaced_broken.txt", "先好后坏", "quarantined"),
        ("stale.txt", "更正不符", "quarantined"),
        ("v1.txt", "版本项目", "superseded"),
        ("v2.txt", "版本项目", "admitted"),
        ("v3.txt", "版本项目(三期)", "quarantined"),
        ("withdrawn.txt", "撤回项目", "withdrawn"),
    ]


def test_the_newest_admitted_version_stays_and_is_flagged(release: Path) -> None:
    rows = query(
        release,
        """
        select relative_path, budget_yuan, has_newer_quarantined_version
        from marts.fct_evaluations join marts.fct_budget_execution using (evaluation_key)
        join marts.dim_project as p on fct_evaluations.project_key = p.project_key
        where p.project_name in ('版本项目', '先好后坏') order by 1
        """,
    )
    assert rows == [("2019/replaced_broken.txt", 1_000_000, True), ("2019/v2.txt", 2_000_000, True)]


def test_the_summary_lists_quarantined_newer_versions(story: Path) -> None:
    summary = (story / "summary.txt").read_text("utf-8")
    assert "A newer version is quarantined" in summary
    assert "2019/v2.txt:1" in summary
    assert "2019/v3.txt:8" in summary
    assert "绩效等级填写为 良好" in summary
    assert "Quality by unit" in summary


def test_the_summary_lists_warnings_names_and_corrections(story: Path) -> None:
    """Warnings by rule, unmapped names with suggestions, corrections with their status; counts in last_run.json."""
    summary = (story / "summary.txt").read_text("utf-8")
    assert f"stale: 2019/stale.txt {find_row(STALE, '1,000,000.00')}\n    budget 9,999.00 -> 1.00" in summary
    assert "the form prints 表上填写 1,000,000.00" in summary
    assert f"applied: 2019/corrected.txt {find_row(CORRECTED, '八')}\n    weight 绩效目标合理性 八 -> 8" in summary
    digest = json.loads((story / "home" / "last_run.json").read_text("utf-8"))["digest"]
    assert digest["corrections"] == {"applied": 1, "stale": 1}
    assert digest["quarantined_by_rule"]["stale_correction"] == 1
    assert digest["quarantined"] == sum(digest["quarantined_by_rule"].values())


def test_revisions_list_changes(release: Path) -> None:
    rows = query(
        release,
        """
        select lifecycle.relative_path, revisions.field_code, revisions.old_text, revisions.new_text
        from marts.evaluation_revisions as revisions join marts.evaluation_lifecycle as lifecycle using (evaluation_key)
        order by all
        """,
    )
    assert rows == [
        ("2019/renamed.txt", "project_name", "错名项木", "正名项目"),
        ("2019/replaced_broken.txt", "grade", "优秀", "良好"),
        ("2019/v2.txt", "budget", "1,000,000.00", "2,000,000.00"),
        ("2019/v2.txt", "executed", "980,000.00", "1,960,000.00"),
        ("2019/v2.txt", "self_evaluation_date", "2020-05-01", "2020-05-02"),
        ("2019/v3.txt", "budget", "2,000,000.00", "1,000,000.00"),
        ("2019/v3.txt", "executed", "1,960,000.00", "980,000.00"),
        ("2019/v3.txt", "grade", "优秀", "良好"),
        ("2019/v3.txt", "project_name", "版本项目", "版本项目(三期)"),
        ("2019/v3.txt", "self_evaluation_date", "2020-05-02", "2020-05-03"),
    ]


def test_a_replaced_file_counts_once(release: Path) -> None:
    rows = query(
        release,
        "select project_name from marts.dim_project join marts.fct_evaluations using (project_key) where project_name like '%名项%' order by 1",
    )
    assert rows == [("同名项目",), ("同名项目",), ("正名项目",)]


def test_a_correction_admits_a_form_and_keeps_the_printed_value(release: Path) -> None:
    rows = query(
        release,
        "select field_code, line_number, indicator_name, printed_value, corrected_value, found_value, correction_status, reason, corrected_by from marts.evaluation_corrections order by 1 desc",
    )
    assert rows == [
        ("weight", 2, "绩效目标合理性", "八", "8", "八", "applied", "the unit confirmed the weight", "Li"),
        ("budget", None, None, "9,999.00", "1.00", "1,000,000.00", "stale", "typing error", "Li"),
    ]
    weight = query(
        release,
        "select weight_points from marts.rpt_indicator_scores_flat where project_name = '待更正' and line_number = 2",
    )
    assert weight == [(8,)]


def test_a_stale_correction_quarantines_its_form(release: Path) -> None:
    rows = query(
        release, "select reason_codes, budget_yuan from marts.quarantined_evaluations where project_name = '更正不符'"
    )
    assert rows == [("stale_correction", 1_000_000)]


def test_names_of_a_unit_are_versions_of_one_code(release: Path) -> None:
    rows = query(
        release,
        """
        select dim_department.budget_unit_name, cast(valid_from as varchar), cast(valid_to as varchar), project_name
        from marts.fct_evaluations join marts.dim_department using (department_key)
        join marts.dim_project as p using (project_key)
        where dim_department.budget_unit_code = 'U1' order by 1
        """,
    )
    assert rows == [
        ("某市信息中心", None, "2020-01-01", "旧单位项目"),
        ("某市大数据局", "2020-01-01", None, "新单位项目"),
    ]


def test_a_renamed_project_is_matched_by_its_alias(release: Path) -> None:
    rows = query(
        release, "select project_name, match_basis from marts.dim_project where match_basis = 'alias' order by 1"
    )
    assert rows == [("平台建设(二期)", "alias"), ("版本项目", "alias")]


def test_a_quarantined_form_does_not_name_a_project_that_has_an_admitted_form(release: Path) -> None:
    quarantined = query(
        release, "select project_name from marts.quarantined_evaluations where relative_path = '2019/v3.txt'"
    )
    assert quarantined == [("版本项目(三期)",)]
    assert query(release, "select project_name from marts.dim_project where project_name like '版本项目%'") == [
        ("版本项目",)
    ]
    assert query(release, "select project_name from marts.dim_project where project_name = '更正不符'") == [
        ("更正不符",)
    ]


def test_who_has_not_filed(release: Path) -> None:
    rows = query(
        release, "select project_name, filing_status, expected_budget_yuan from marts.filing_coverage order by 1"
    )
    assert rows == [
        ("先好后坏", "filed", 1_000_000),
        ("待更正", "filed", 1_000_000),
        ("无人填报", "missing", 5_000_000),
        ("版本项目", "filed", 1_000_000),
    ]


def test_the_first_filing_decides_whether_it_is_late(release: Path) -> None:
    rows = query(
        release,
        "select project_name, first_received_date, late_day_count, is_late from marts.filing_coverage order by 1",
    )
    day = date(2020, 3, 31)
    assert rows == [
        ("先好后坏", day, None, None),
        ("待更正", day, 11, True),
        ("无人填报", None, None, None),
        ("版本项目", day, 0, False),
    ]
    (row,) = query(
        release,
        "select expected_count, filed_count, missing_count, dated_count, late_count, late_day_count, most_late_days, "
        "expected_budget_yuan from marts.rpt_filing",
    )
    assert row == (4, 3, 1, 2, 1, 11, 11, 8_000_000)


def test_an_evaluation_has_the_dates_of_the_form_of_receipt_and_of_its_first_release(release: Path) -> None:
    rows = query(
        release,
        """
        select life.project_name, evaluation_state, printed.date_name_zh, received.date_name_zh, released.date_key,
            released.calendar_date >= date '2020-07-31', received.is_quarter_end, received.weekday_name_zh
        from marts.evaluation_lifecycle as life
        join marts.dim_date as printed on life.self_evaluated_date_key = printed.date_key
        join marts.dim_date as received on life.received_date_key = received.date_key
        join marts.dim_date as released on life.released_date_key = released.date_key
        where life.project_name in ('版本项目', '更正不符') order by received.date_key, life.project_name
        """,
    )
    assert [(*row[:4], row[5:]) for row in rows] == [
        ("更正不符", "quarantined", "2020年5月14日", "2020年3月31日", (True, True, "星期二")),
        ("版本项目", "superseded", "2020年5月1日", "2020年3月31日", (True, True, "星期二")),
        ("版本项目", "admitted", "2020年5月2日", "2020年6月30日", (True, True, "星期二")),
    ]
    never = "first_release_id is null and evaluation_state <> 'admitted'"
    lifecycle = "from marts.evaluation_lifecycle where"
    assert query(release, f"select distinct {never} {lifecycle} released_date_key = -2") == [(True,)]
    keys = "self_evaluated_date_key, received_date_key, released_date_key"
    assert query(
        release,
        f"select count(*) from marts.fct_evaluations join marts.evaluation_lifecycle using (evaluation_key, {keys})",
    ) == query(release, "select count(*) from marts.fct_evaluations")


def test_reconciliation_says_where_each_form_went(release: Path) -> None:
    rows = query(
        release,
        """
        select load_id, files_seen_count, files_read_count, form_count, withdrawn_count, duplicate_count, quarantined_count,
            superseded_count, admitted_count
        from marts.load_reconciliation order by 1
        """,
    )
    assert rows == [
        ("00000001", 12, 12, 12, 1, 0, 1, 2, 8),
        ("00000002", 4, 4, 4, 0, 1, 1, 0, 2),
        ("00000003", 1, 1, 1, 0, 0, 1, 0, 0),
        ("all", 17, 17, 17, 1, 1, 3, 2, 10),
    ]


def test_the_lifecycle_has_the_first_and_last_release_of_a_form(release: Path) -> None:
    rows = query(
        release,
        "select project_name, first_release_id, last_release_id from marts.evaluation_lifecycle where relative_path in ('2019/v1.txt', '2019/v2.txt', '2019/v3.txt', '2019/corrected.txt') order by relative_path",
    )
    assert rows == [
        ("待更正", "00000002", "00000002"),
        ("版本项目", "00000001", "00000001"),
        ("版本项目", "00000002", "00000002"),
        ("版本项目(三期)", None, None),
    ]


def test_an_evaluation_that_disappears_stops_the_release(story: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(story / "home", home, symlinks=True)
    inbox = tmp_path / "inbox"
    shutil.copytree(story / "inbox", inbox)
    shutil.rmtree(home / "landing" / "load_id=00000001")
    (inbox / "2019" / "office_a.txt").unlink()
    done = run_steps(home, inbox, story / "project", "tested")
    assert done.returncode == 1
    sentence = done.stderr.strip().splitlines()[-1]
    assert (
        "the evaluation of 同名项目 in 2019/office_a.txt was in release 00000003 and is gone without a reason; 2 in all"
        in sentence
    )
    assert (home / "current").readlink() == Path("releases/00000003")
