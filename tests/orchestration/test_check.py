"""`jixiao check` on a file and on a folder of forms."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.conftest import SAMPLES, Done, fork
from tests.shanghai_form import Form


def check(path: Path, home: Path, *options: str) -> Done:
    """Check a file or folder, and expect that no temporary file remains."""
    with TemporaryDirectory() as scratch:
        done = fork(["-m", "orchestration.cli", "check", str(path), *options], home, TMPDIR=scratch)
        assert list(Path(scratch).iterdir()) == [], "a check keeps nothing"
        return done


def list_files(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> dict[str, Any]:
    """A folder with a correct form, also copied, a form with a wrong weight, and a file that is not a document."""
    base = tmp_path_factory.mktemp("check")
    folder = base / "forms"
    folder.mkdir()
    (folder / "good.txt").write_text(Form().text(), "utf-8")
    (folder / "a_copy.txt").write_text(Form().text() + "\n", "utf-8")
    broken = Form().with_head(项目名称="第二项目").with_cell(0, 3, "9")
    (folder / "broken.txt").write_text(broken.text(), "utf-8")
    (folder / "picture.pdf").write_bytes(b"%PDF-1.4 not a PDF")
    before = list_files(sample_home)
    done = check(folder, sample_home, "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    assert list_files(sample_home) == before, "a check writes nothing into the home"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_correct_form_is_not_blocked(checked: dict[str, Any]) -> None:
    (good,) = (form for form in checked["forms"] if form["relative_path"] == "good.txt")
    assert good["state"] == "admitted"
    assert [finding for finding in good["findings"] if finding["severity"] == "blocking"] == []


def test_a_blocking_finding_has_place_printed_and_expected_value_and_both_languages(
    checked: dict[str, Any],
) -> None:
    assert checked["blocks"] is True
    (broken,) = (form for form in checked["forms"] if form["relative_path"] == "broken.txt")
    assert broken["state"] == "quarantined"
    blocking = {finding["rule_code"]: finding for finding in broken["findings"] if finding["severity"] == "blocking"}
    finding = blocking["total_weight_equals_sum"]
    assert finding["place"].isdigit()
    assert (finding["printed"], finding["expected"]) != (None, None)
    assert finding["message_zh"] != finding["message_en"]
    assert finding["message_en"].isascii() and not finding["message_zh"].isascii()


def test_a_document_that_cannot_be_read_is_a_rejection(checked: dict[str, Any]) -> None:
    (rejection,) = checked["rejections"]
    assert rejection["relative_path"] == "picture.pdf"
    assert rejection["action_zh"] and rejection["action_en"]


def test_a_duplicate_names_the_other_form(checked: dict[str, Any]) -> None:
    forms = {form["relative_path"]: form for form in checked["forms"]}
    duplicates = [(name, form["duplicate_of"]) for name, form in forms.items() if form["state"] == "duplicate"]
    ((name, other),) = duplicates
    assert {name, other["relative_path"]} == {"a_copy.txt", "good.txt"}
    assert (other["form_ordinal"], other["place"]) == (1, forms[other["relative_path"]]["place"])
    assert forms["broken.txt"]["duplicate_of"] is None


def test_a_file_is_checked_and_a_duplicate_in_it_is_named(tmp_path: Path, sample_home: Path) -> None:
    """Progress is for terminals: nothing is printed to standard error."""
    (tmp_path / "another.txt").write_text("not checked")
    (tmp_path / "two.txt").write_text(f"{Form().text()}\n\n{Form().text()}", "utf-8")
    done = check(tmp_path / "two.txt", sample_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines()[-2] == "2 forms: 0 blocked; 0 rejections; 0 of another kind."
    first = next(line for line in done.stdout.splitlines() if line.startswith("two.txt:")).split()[0]
    assert f"    the other form 另一份表: {first}, form 1 第 1 份" in done.stdout


def test_samples_pass_and_their_findings_are_printed(sample_home: Path) -> None:
    done = check(SAMPLES, sample_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-2] == "4 forms: 0 blocked; 0 rejections; 0 of another kind."
    assert "warning: row 9 第 9 行  自评时间未填写 Missing self-evaluation date" in done.stdout
    assert "printed 表上: -   expected 应为: 日期，如 2020-05-14  a date such as 2020-05-14" in done.stdout


def test_a_folder_without_a_document_is_one_sentence(tmp_path: Path, sample_home: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = check(tmp_path / "empty", sample_home)
    sentence = f"{tmp_path / 'empty'} contains no document that can be checked 没有可以检查的文件\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)
    done = check(tmp_path / "empty", sample_home, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"blocks": True, "forms": [], "rejections": [], "set_aside": []}
