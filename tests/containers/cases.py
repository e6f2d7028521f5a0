"""Documents that were once read wrongly, if they are available."""

from pathlib import Path

import pytest

from orchestration.settings import PROJECT

_CASES = PROJECT.parent / "shared" / "cases"


def find_case(name: str) -> Path:
    """Return the file of a case; skip the test if there is none."""
    path = _CASES / name
    if not path.exists():
        pytest.skip(f"the cases are not at {path}")
    return path
