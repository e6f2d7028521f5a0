"""Warehouses built once a session from broken and from real forms."""

from pathlib import Path

import pytest

from tests.broken_forms import CASES, REJECTED
from tests.conftest import REAL_FORMS, build_once, build_release
from tests.national_cases import NATIONAL_CASES, SHANGHAI_75


@pytest.fixture(scope="session")
def broken_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built on one document per way of being broken; tests only read it."""

    def build(folder: Path) -> None:
        inbox = folder / "inbox"
        for year in {case.folder for case in CASES.values()}:
            (inbox / year).mkdir(parents=True)
        for name, case in CASES.items():
            (inbox / case.folder / f"{name}.txt").write_bytes(case.content)
        for name, (content, _) in REJECTED.items():
            (inbox / "2019" / f"{name}.txt").write_bytes(content)
        (inbox / "2022").mkdir(exist_ok=True)
        for name, national in NATIONAL_CASES.items():
            (inbox / "2022" / f"{name}.txt").write_text(national.text, encoding="utf-8")
        (inbox / "2022" / "shanghai_75.txt").write_text(SHANGHAI_75.text(), encoding="utf-8")
        build_release(folder / "home", inbox)

    return build_once(tmp_path_factory, "broken", build) / "home"


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built on the real forms, where they are at hand; tests only read it."""
    if not REAL_FORMS.is_dir():
        pytest.skip(f"the real forms are not at {REAL_FORMS}")
    return build_once(tmp_path_factory, "real", lambda folder: build_release(folder / "home", REAL_FORMS)) / "home"
