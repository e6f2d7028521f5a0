"""`jixiao redact`: what it writes, prints and returns."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli.main import main
from tests.ingestion.redaction_made import NARRATIVE, find_left, make_forms, write_all

FORMS = make_forms()


def run(file: Path, folder: Path) -> Result:
    return CliRunner().invoke(main, ["redact", str(file), "-o", str(folder)])


@pytest.mark.parametrize(("way", "ending"), [("docx", "docx"), ("xlsx", "xlsx"), ("utf-8", "txt"), ("csv", "csv")])
def test_a_document_is_redacted_under_another_name(way: str, ending: str, tmp_path: Path) -> None:
    file = tmp_path / "青浦图书馆.bin"
    file.write_bytes(write_all(FORMS["national"])[way])
    done = run(file, tmp_path / "cases" / "new")
    assert done.exit_code == 0, done.output
    (copy,) = (tmp_path / "cases" / "new").iterdir()
    assert copy.name.startswith("case-") and copy.suffix == f".{ending}"
    assert find_left(copy.read_bytes()) == []
    assert "look at all of it before you send it" in done.output and "逐页核对" in done.output
    assert "is read like the original" in done.output and "一致" in done.output
    assert "  绩效指标\n" in done.output
    assert str(copy) in done.output
    assert find_left(done.output.encode(), [NARRATIVE]) == []


def test_a_copy_that_is_read_otherwise_is_written_and_reported(tmp_path: Path) -> None:
    """The line above the table is its heading only because of its words, which are not labels."""
    text = FORMS["shanghai"].replace("\n\n一级指标", "\n各部门绩效考核一览\n一级指标")
    file = tmp_path / "form.txt"
    file.write_text(text, "utf-8")
    done = run(file, tmp_path / "cases")
    assert done.exit_code == 1
    assert "no longer shows the same" in done.output and "已不能重现" in done.output
    assert "reading_issues, number of rows 行数: original 原文件 0; copy 脱敏文件 1" in done.output
    assert len(list((tmp_path / "cases").iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4\n", "a document of the type pdf cannot be redacted"),
        (b"\x89PNG\r\n\x1a\n", "a document of the type picture cannot be redacted"),
        (b"PK\x05\x06" + bytes(18), "a document of the type zip cannot be redacted"),
        (b"\xff\xfe\xff", "not redacted: not_text"),
        (b"GIF89a", "not redacted: container_not_supported: GIF"),
    ],
)
def test_what_cannot_be_redacted_is_refused_in_one_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "form"
    file.write_bytes(content)
    done = run(file, tmp_path / "cases")
    assert done.exit_code == 1
    assert said in done.stderr and "脱敏" in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "cases").exists()


def test_a_file_that_does_not_exist_is_a_wrong_argument(tmp_path: Path) -> None:
    assert run(tmp_path / "none", tmp_path).exit_code == 2
