"""Seeds as spreadsheets save them: an unreadable seed is reported with file, line and correction."""

import shutil
from pathlib import Path

import pytest

from orchestration.dbt.seed_files import check_seeds
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT, Seeds

GOOD = 'name,reason\n甲,"因为, 所以"\n'


def test_the_seeds_of_the_project_can_be_read() -> None:
    check_seeds(Seeds())


HEADER = "scheme_code,part,label,field_code"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("form_labels", "scheme_code,part,label\na,b,c\n", f"line 1 must have the columns {HEADER}, but has scheme_code,part,label"),
        ("form_labels", "", f"line 1 must have the columns {HEADER}, but has none"),
        ("departments", "", "line 1 must have the columns budget_unit_code,"),
        ("schemes", None, "is missing: restore it"),
    ],
    ids=["column", "empty", "another empty", "missing"],
)  # fmt: skip
def test_a_seed_without_its_columns_is_told(tmp_path: Path, name: str, text: str | None, sentence: str) -> None:
    shutil.copytree(PROJECT / "seeds" / "reference", tmp_path / "seeds")
    path = tmp_path / "seeds" / f"{name}.csv"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    with pytest.raises(StageError) as raised:
        check_seeds(Seeds(tmp_path / "seeds"))
    assert str(raised.value).startswith(f"seeds/reference/{name}.csv {sentence}")


def test_a_text_with_commas_and_lines_in_quotes_is_one_value(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD + '乙,"两\n行"\n\n', "utf-8")
    check_seeds(Seeds(tmp_path))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (GOOD.encode("utf-8-sig"), "b.csv begins with a byte-order mark, as Excel writes it: save the file as UTF-8 without one"),
        (GOOD.encode("utf-16"), "b.csv begins with a byte-order mark"),
        (GOOD.encode("gb18030"), "b.csv line 2 is not UTF-8 (perhaps GBK): save the file as UTF-8"),
        ((GOOD + "乙\u200b,因为\n").encode(), "b.csv line 3 contains an invisible character: type the value again"),
        ((GOOD + "乙,因为\u202e\n").encode(), "b.csv line 3 contains an invisible character"),
        ((GOOD + "乙,因为,所以\n").encode(), "b.csv line 3 has 3 values, but the header has 2: put a text with a comma"),
        ((GOOD + "乙\n").encode(), "b.csv line 3 has 1 values, but the header has 2"),
    ],
)  # fmt: skip
def test_an_unreadable_seed_is_reported(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "a.csv").write_text(GOOD, "utf-8")
    (tmp_path / "b.csv").write_bytes(content)
    with pytest.raises(StageError) as raised:
        check_seeds(Seeds(tmp_path))
    assert str(raised.value).startswith(f"seeds/reference/{sentence}")
