"""Warehouses built once a session: from broken forms, and from real ones."""

from pathlib import Path

import pytest

from tests.broken_home import broken_home
from tests.conftest import REAL_FORMS, build_once, build_release

__all__ = ["broken_home", "real_home"]


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built on the real forms, where they are at hand; tests only read it."""
    if not REAL_FORMS.is_dir():
        pytest.skip(f"the real forms are not at {REAL_FORMS}")
    return build_once(tmp_path_factory, "real", lambda folder: build_release(folder / "home", REAL_FORMS)) / "home"
