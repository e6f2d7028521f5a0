"""Documents that were once read wrong, where they are at hand."""

from pathlib import Path

import pytest

from orchestration.settings import PROJECT

_CASES = PROJECT.parent / "shared" / "cases"


def find_case(name: str) -> Path:
    """A case's file; the test is skipped where there is none."""
    path = _CASES / name
    if not path.exists():
        pytest.skip(f"the cases are not at {path}")
    return path
