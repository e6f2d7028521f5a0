"""The breaker: nothing is released of a load that is mostly quarantined."""

from pathlib import Path

from tests.conftest import build_marts, query, run_steps
from tests.shanghai_form import Form


def write_texts(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_a_load_mostly_quarantined_stops_the_release_until_its_forms_are_filed_again(
    copy_project: Path, tmp_path: Path
) -> None:
    variables = copy_project / "dbt_project" / "dbt_project.yml"
    variables.write_text(variables.read_text().replace("share_from_forms: 100", "share_from_forms: 3"))
    inbox, home = tmp_path / "inbox" / "2019", tmp_path / "home"
    inbox.mkdir(parents=True)
    good = {name: Form().with_head(项目名称=name).text() for name in ("一号项目", "二号项目", "三号项目", "四号项目")}
    bad = {name: text.replace("优秀", "良好", 1) for name, text in good.items()}
    # The blocking text of the fourth form is below its table; the resubmitted form has the same content.
    stray = good["四号项目"].replace("合计\t\t\t100\t93\t", "合计\t\t\t100\t93\t\n\t多出一行\t解释\t3\t3\t")
    write_texts(inbox, {"1.txt": good["一号项目"], "2.txt": bad["二号项目"], "3.txt": bad["三号项目"], "4.txt": stray})
    done = run_steps(home, inbox.parent, copy_project, "tested")
    assert done.returncode == 1
    assert "of the 4 forms of load 00000001 3 are quarantined" in done.stderr
    assert not (home / "current").exists()

    write_texts(inbox, {"2.txt": good["二号项目"], "3 again.txt": good["三号项目"], "4.txt": good["四号项目"]})
    release = build_marts(home, inbox.parent, copy_project, "tested")
    rows = query(
        release,
        "select relative_path, received_load_id, evaluation_state from marts.evaluation_lifecycle order by all",
    )
    assert rows == [
        ("2019/1.txt", "00000001", "admitted"),
        ("2019/2.txt", "00000001", "quarantined"),
        ("2019/2.txt", "00000002", "admitted"),
        ("2019/3 again.txt", "00000002", "admitted"),
        ("2019/3.txt", "00000001", "quarantined"),
        ("2019/4.txt", "00000001", "duplicate"),
        ("2019/4.txt", "00000002", "admitted"),
    ]
