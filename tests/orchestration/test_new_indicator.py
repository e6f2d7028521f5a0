"""`jixiao indicator new`: its files run, errors say what to do, and the example of the page works."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from orchestration.dbt.new_indicator import NewIndicatorError, add_to_list, write_indicator
from orchestration.settings import PROJECT
from tests.conftest import SAMPLES, query, run_dbt, run_refresh
from tests.orchestration.indicators_made import KNOWN, list_models, make_project

LISTED = """\
vars:
  # Every indicator model must be listed here.
  indicators:
    # money
    - unspent_funds

    - budget_execution_rate   # the most important one

  # Breaker.
  max_quarantined_share: 0.5
"""


def test_the_list_keeps_its_order_and_comments() -> None:
    added = add_to_list(LISTED, "average_satisfaction")
    assert added.replace("    - average_satisfaction\n", "") == LISTED
    assert yaml.safe_load(added)["vars"]["indicators"] == [
        "unspent_funds",
        "budget_execution_rate",
        "average_satisfaction",
    ]
    assert yaml.safe_load(add_to_list("vars:\n  indicators:\n    - a", "b"))["vars"]["indicators"] == ["a", "b"]


def test_a_code_is_added_to_the_list_of_the_project() -> None:
    text = (PROJECT / "dbt_project" / "dbt_project.yml").read_text("utf-8")
    former = yaml.safe_load(text)
    former["vars"]["indicators"].append("average_satisfaction")
    assert yaml.safe_load(add_to_list(text, "average_satisfaction")) == former


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("Average", "'Average' is not a code: use lower-case words with _ between them, such as average_satisfaction"),
        ("a b", "'a b' is not a code: use lower-case words with _ between them, such as average_satisfaction"),
        ("满意度", "'满意度' is not a code: use lower-case words with _ between them, such as average_satisfaction"),
        ("", "'' is not a code: use lower-case words with _ between them, such as average_satisfaction"),
        (
            "../escape",
            "'../escape' is not a code: use lower-case words with _ between them, such as average_satisfaction",
        ),
        ("a" * 41, f"{'a' * 41} has 41 characters: use 40 at most"),
        ("ind_rate", "ind_rate begins with ind_, which is added to the model's name: use rate"),
        ("unspent_funds", "unspent_funds is listed already in dbt_project.yml; edit it, or choose another code"),
        ("unlisted", "ind_unlisted.yml exists already; edit it, or choose another code"),
    ],
)
def test_a_refused_code_writes_nothing(tmp_path: Path, code: str, sentence: str) -> None:
    models = tmp_path / "models" / "indicators"
    models.mkdir(parents=True)
    (models / "ind_unlisted.yml").write_text("models: []\n")
    (tmp_path / "dbt_project.yml").write_text(LISTED)
    with pytest.raises(NewIndicatorError, match=f"^{re.escape(sentence)}$"):
        write_indicator(tmp_path, code)
    assert [path.name for path in models.iterdir()] == ["ind_unlisted.yml"]
    assert (tmp_path / "dbt_project.yml").read_text() == LISTED


def make_indicator(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "orchestration.cli", "indicator", "new", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_a_missing_code_is_an_error_of_usage() -> None:
    done = make_indicator(PROJECT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Missing argument 'CODE'" in done.stderr


def fill_in(project: Path, code: str) -> None:
    """Replace each TODO of the scaffold and nothing else."""
    for suffix in (".sql", ".yml"):
        path = list_models(project) / f"ind_{code}{suffix}"
        text = re.sub(r"TODO one of (\w+)[^\"]*", r"\1", path.read_text("utf-8"))
        path.write_text(text.replace("TODO", "written"), "utf-8")


def write_example(project: Path) -> None:
    """Return the complete example of docs/add-an-indicator.md."""
    page = (PROJECT / "docs" / "add-an-indicator.md").read_text("utf-8")
    for language, suffix in (("sql", ".sql"), ("yaml", ".yml")):
        (example,) = re.findall(rf"```{language}\n(with\n.*?|models:\n.*?)```", page, re.DOTALL)
        (list_models(project) / f"ind_average_satisfaction{suffix}").write_text(example, "utf-8")


def test_a_new_indicator_runs_and_is_released_when_it_is_complete(tmp_path: Path) -> None:
    project, home = make_project(tmp_path), tmp_path / "home"
    for code in ("average_satisfaction", "filled_in", "fresh"):
        done = make_indicator(project, code)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"make unit CODE={code}" in done.stdout
    fill_in(project, "filled_in")
    write_example(project)

    done = run_refresh(home, SAMPLES, project)
    assert done.returncode == 0, done.stdout
    assert "ind_fresh: ind_fresh is not finished" in done.stdout
    release = home / "current" / "warehouse.duckdb"
    codes = "select indicator_model_code from marts.indicator_status where release_status = 'released' order by all"
    assert query(release, codes) == [(code,) for code in sorted([*KNOWN, "average_satisfaction", "filled_in"])]
    values = """
        select indicator_model_name_zh, value, status from marts.fct_indicator_values
        join marts.dim_indicator_model using (indicator_model_key) where indicator_model_code = '{}' order by value
    """
    average = [Decimal(value) for value in ("0.8", "0.857143", "0.925926", "1")]
    assert query(release, values.format("average_satisfaction")) == [
        ("满意度自评得分率", value, "value") for value in average
    ]
    assert [value for _, value, _ in query(release, values.format("filled_in"))] == [
        Decimal(value) for value in ("0.91", "0.91", "0.95", "0.99")
    ]

    tested = run_dbt(home, "test", "--select", "ind_*,test_type:unit", project=project)
    assert tested.returncode == 0, tested.stdout
    assert len(re.findall(r"PASS ind_", tested.stdout)) == len(KNOWN) + 3


def test_the_example_of_the_page_runs(sample_home: Path) -> None:
    page = (PROJECT / "docs" / "add-an-indicator.md").read_text("utf-8")
    (example,) = re.findall(r"```sql\n(select\n.*?)```", page, re.DOTALL)
    sql = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"marts.\1", example)
    ((unit, year, budgeted, count, share, rate),) = query(sample_home / "current" / "warehouse.duckdb", sql)
    assert (unit, year, budgeted, count) == ("SHBDC", 2019, 4, 4)
    assert round(float(str(share)), 6) == round(42_281_202 / 117_170_002, 6)
    assert 0.98 < float(str(rate)) < 1
