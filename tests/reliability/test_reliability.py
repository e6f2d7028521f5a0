"""A short run of what `make reliability` does: some kills, some nights. Not part of the normal run of tests."""

from pathlib import Path

import pytest

from tests.reliability.growth import simulate
from tests.reliability.kills import describe, kill_refreshes

pytestmark = [pytest.mark.slow, pytest.mark.reliability]


def test_kills_lose_nothing_and_leave_no_half_release(tmp_path: Path) -> None:
    state = kill_refreshes(tmp_path, 8, 7)
    assert state.killed == 8 and state.readers["reads"] > 0
    assert state.find_problems() == [], describe(state, tmp_path / "home")


def test_a_home_does_not_grow_without_bound(tmp_path: Path) -> None:
    rows = simulate(tmp_path, 80)
    first, last = rows[0], rows[-1]
    assert last["received"] == 240
    assert last["landing"]["files"] < 64 * 12, "loads are merged"
    assert last["releases"]["files"] <= 7 * first["releases"]["files"], "old releases are removed"
    assert last["dagster"]["files"] < 5 * 61, "old runs are deleted"
