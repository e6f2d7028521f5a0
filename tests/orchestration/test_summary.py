"""The summary that a refresh prints."""

from pathlib import Path

import pytest

from orchestration.run.summary import show_summary
from orchestration.settings import read_settings


def test_an_indicator_without_a_value_says_why_in_words(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample's forms print no targets: nothing can be recomputed."""
    show_summary(read_settings({"JIXIAO_HOME": str(sample_home)}), 1)
    shown = capsys.readouterr().out
    assert "没有任何评价有结果：无可复算的指标行" in shown
    assert "no evaluation has a value: No line item can be recomputed" in shown
    assert "not_recomputed" not in shown
