"""A home built once a session from forms of every kind and state, for the tests of the warehouse and of the report."""

from pathlib import Path

import pytest

from tests.broken_forms import CASES, REJECTED
from tests.conftest import build_once, build_release
from tests.national_cases import NATIONAL_CASES, SHANGHAI_75
from tests.shanghai_form import Form

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    Form()
    .with_head(
        项目名称=SCRIPT,
        预算单位="某局</script><img src=x onerror=alert(2)>",
        主要绩效="<p onclick=alert(3)>完成<b>任务</b></p>{{ 7 * 7 }}",
        主要问题="</p></main></body>&lt;script&gt;alert(4)&lt;/script&gt;",
    )
    .with_cell(1, 5, '=HYPERLINK("http://example.com","x")')
)
_FIRST = Form().with_head(项目名称="两版项目")
_LATER = (
    _FIRST.with_head(自评时间="2020-06-01", 绩效等级="优秀")
    .with_cell(8, 4, "7")
    .changed(total=["合计", "", "", "100", "94", ""])
)
# Hostile texts, two versions of a project, and the second of these twice.
OTHERS = {"a&b<i>": HOSTILE.text(), "版本一": _FIRST.text(), "版本二": _LATER.text(), "又一份": _LATER.text() + "\n"}


def write_forms(inbox: Path) -> None:
    """One form per way of being broken, forms of every kind without a fault, and OTHERS."""
    for year in {"2019", "2022", *(case.folder for case in CASES.values())}:
        (inbox / year).mkdir(parents=True)
    for name, case in CASES.items():
        (inbox / case.folder / f"{name}.txt").write_bytes(case.content)
    for name, (content, _) in REJECTED.items():
        (inbox / "2019" / f"{name}.txt").write_bytes(content)
    for name, national in NATIONAL_CASES.items():
        (inbox / "2022" / f"{name}.txt").write_text(national.text, encoding="utf-8")
    (inbox / "2022" / "shanghai_75.txt").write_text(SHANGHAI_75.text(), encoding="utf-8")
    for name, text in OTHERS.items():
        (inbox / "2019" / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def broken_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a release of such forms; tests only read it."""

    def build(folder: Path) -> None:
        write_forms(folder / "inbox")
        build_release(folder / "home", folder / "inbox")

    return build_once(tmp_path_factory, "broken", build) / "home"
