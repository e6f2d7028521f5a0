"""Required parts of every indicator, the message if one is missing, and the generated page."""

from pathlib import Path

import pytest

from orchestration.dbt.new_indicator import write_indicator
from orchestration.settings import PROJECT
from tests.orchestration.indicators_made import change, list_models, make_project, run_page

pytestmark = pytest.mark.slow

# Faults of an indicator: a pattern of its YAML, the replacement, and the message.
LEFT_OUT = {
    "no_name": (
        r"        name_en: .*\n",
        "",
        "ind_no_name has no name_en: fill in config.meta.name_en in models/indicators/ind_no_name.yml (the name in English)",
    ),
    "no_direction": (
        r"        direction: .*\n",
        "",
        "ind_no_direction has no direction: fill in config.meta.direction in models/indicators/ind_no_direction.yml "
        "(one of higher_is_better, lower_is_better, neutral)",
    ),
    "other_unit": (
        r"        unit: yuan",
        "        unit: dollars",
        "ind_other_unit has the unit dollars: use one of rate, share, percentage_points, yuan, points, count in config.meta.unit of "
        "models/indicators/ind_other_unit.yml",
    ),
    "other_code": (
        r"        code: .*",
        "        code: another",
        "ind_other_code says its code is another: set config.meta.code to other_code in models/indicators/ind_other_code.yml",
    ),
    "name_in_use": (
        r"        name_en: .*",
        "        name_en: Budget execution rate",
        "ind_name_in_use has the name_en of ind_budget_execution_rate, Budget execution rate: choose another in config.meta.name_en of "
        "models/indicators/ind_name_in_use.yml",
    ),
    "no_version": (
        r"        version: .*",
        "        version: draft",
        "ind_no_version has the version draft: use a whole number from 1 in config.meta.version of models/indicators/ind_no_version.yml",
    ),
    "no_column": (
        r"      - name: reason_code\n        data_type: varchar\n",
        "",
        "ind_no_column lacks the column reason_code: add it to columns in models/indicators/ind_no_column.yml, with data_type varchar",
    ),
    "other_type": (
        r"name: denominator\n        data_type: .*\n",
        "name: denominator\n        data_type: integer\n",
        "ind_other_type has denominator as integer: set its data_type in models/indicators/ind_other_type.yml to decimal(28,6)",
    ),
    "no_contract": (
        r"    data_tests:\n.*\n",
        "",
        "ind_no_contract has no contract test: add the data test indicator_contract in models/indicators/ind_no_contract.yml",
    ),
    "no_unit_test": (
        r"(?s)\nunit_tests:.*",
        "",
        "ind_no_unit_test has no unit test: add one in models/indicators/ind_no_unit_test.yml with a case that has a value and a case without a value",
    ),
    "only_values": (
        r"(?m)^        - \{.*status: insufficient_data, .*\n(?:^        - \{.*status: insufficient_data, .*\n)*",
        "",
        "ind_only_values has a unit test with too few cases: expect a value and a case without a value in models/indicators/ind_only_values.yml",
    ),
    "no_yaml": (
        r"name: ind_no_yaml\n",
        "name: ind_misspelt\n",
        "ind_no_yaml has no YAML: write models/indicators/ind_no_yaml.yml, with `name: ind_no_yaml` (see `jixiao indicator new`)",
    ),
}


def test_every_indicator_is_complete_and_the_page_is_up_to_date() -> None:
    done = run_page(PROJECT, "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_parts_are_reported(tmp_path: Path) -> None:
    project = make_project(tmp_path, *LEFT_OUT, "unlisted")
    for code, (pattern, replacement, _) in LEFT_OUT.items():
        if code == "no_yaml":  # its unit test would stop the parse
            change(list_models(project) / f"ind_{code}.yml", r"(?s)\nunit_tests:.*", "")
        change(list_models(project) / f"ind_{code}.yml", pattern, replacement)
    change(project / "dbt_project" / "dbt_project.yml", "    - unlisted\n", "")
    done = run_page(project, "--check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == sorted(
        [
            *(sentence for _, _, sentence in LEFT_OUT.values()),
            "ind_unlisted is not listed: add `- unlisted` to vars, indicators in dbt_project.yml",
        ]
    )


def test_a_new_indicator_is_unfinished_until_every_todo_is_replaced(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    write_indicator(project / "dbt_project", "fresh")
    done = run_page(project)
    assert done.returncode == 1
    sentences = done.stderr.splitlines()
    assert "ind_fresh is not finished: replace each TODO in models/indicators/ind_fresh.sql" in sentences
    assert "ind_fresh has an unfinished unit test: replace each TODO in models/indicators/ind_fresh.yml" in sentences
    todo = [
        line.split(":")[0].strip()
        for line in (list_models(project) / "ind_fresh.yml").read_text("utf-8").splitlines()
        if ': "TODO' in line
    ]
    missing = [sentence.split(" has no ")[1].split(":")[0] for sentence in sentences if " has no " in sentence]
    assert set(missing) == {*todo}
    assert not any("unspent_funds" in sentence for sentence in sentences)


def test_a_page_that_differs_from_the_yaml_is_refused(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    page = project / "docs" / "indicators.md"
    assert run_page(project).returncode == 0
    assert "## budget_execution_rate\n\n**预算执行率** Budget execution rate" in page.read_text("utf-8")
    change(list_models(project) / "ind_unspent_funds.yml", "name_en: .*", "name_en: Idle money")
    done = run_page(project, "--check")
    assert done.returncode == 1
    assert done.stderr == ("docs/indicators.md is not up to date: run make docs, and commit the page\n")


def test_a_listed_indicator_without_a_model_is_reported(tmp_path: Path) -> None:
    project = make_project(tmp_path, "gone")
    for suffix in (".sql", ".yml"):
        (list_models(project) / f"ind_gone{suffix}").unlink()
    done = run_page(project, "--check")
    assert (done.returncode, done.stderr) == (
        1,
        "the dbt project does not parse: dbt_project.yml lists gone under vars, indicators, but there is no "
        "models/indicators/ind_gone.sql: write it, or remove the line\n",
    )


def test_a_yaml_without_columns_is_reported(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    change(list_models(project) / "ind_unspent_funds.yml", r"(?s)    columns:.*?\n\n", "")
    done = run_page(project, "--check")
    assert (done.returncode, done.stderr) == (
        1,
        "the dbt project does not parse: models/indicators/ind_unspent_funds.yml names no columns: a model with a "
        "contract needs them, with their data_type\n",
    )
