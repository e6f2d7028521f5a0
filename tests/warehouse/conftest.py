"""Warehouses built once a session from broken and from real forms."""

from pathlib import Path

import pytest

from tests.broken_forms import CASES, REJECTED
from tests.conftest import REAL_FORMS, run_refresh


@pytest.fixture(scope="session")
def broken_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed on one document per way of being broken; tests only read it."""
    folder = tmp_path_factory.mktemp("broken")
    inbox = folder / "inbox"
    for year in {case.folder for case in CASES.values()}:
        (inbox / year).mkdir(parents=True)
    for name, case in CASES.items():
        (inbox / case.folder / f"{name}.txt").write_bytes(case.content)
    for name, (content, _) in REJECTED.items():
        (inbox / "2019" / f"{name}.txt").write_bytes(content)
    done = run_refresh(folder / "home", inbox)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "home"


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed on the real forms, where they are at hand."""
    if not REAL_FORMS.is_dir():
        pytest.skip(f"the real forms are not at {REAL_FORMS}")
    home = tmp_path_factory.mktemp("real") / "home"
    done = run_refresh(home, REAL_FORMS)
    assert done.returncode == 0, done.stdout + done.stderr
    return home
