"""`jixiao check`: apply the rules to forms before they are filed."""

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from orchestration.cli.common import CommandError, load_settings
from orchestration.run.run_record import StageError
from orchestration.run.summary import Progress
from orchestration.run.summary_tables import make_printable
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.release.check import CheckedForms

_STATES = {
    "admitted": "no blocking finding 通过强制性审核",
    "quarantined": "BLOCKED 未通过强制性审核",
    "duplicate": "the same content as another form 与另一份表内容相同",
    "superseded": "superseded by another form 已被另一份表取代",
    "withdrawn": "withdrawn 已撤回",
}


@click.command("check", short_help="Apply the rules to forms before filing.")
@click.argument("path", metavar="PATH", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(path: Path, as_json: bool) -> None:
    """Read the forms of PATH, a file or a folder, and apply the rules to them; keep and release nothing.

    For units that want to check forms before they file them. Each finding has its place (row, or page:row), the printed
    and the expected value, and a message in Chinese and English. The forms are not compared with forms filed before.

    \b
    Examples:
      jixiao check forms/2024
      jixiao check forms/2024/road.docx
      jixiao check forms/2024 --json

    Exit code 0: no blocking finding. Exit code 1: a blocking finding, a document that cannot be read, or no form.
    """
    checked = _check(load_settings(), path)
    blocks = bool(checked.blocked or checked.rejections or not checked.forms)
    if as_json:
        click.echo(json.dumps({"blocks": blocks} | asdict(checked), ensure_ascii=False, indent=2))
    elif not (checked.forms or checked.rejections or checked.set_aside):
        raise CommandError(f"{path} contains no document that can be checked 没有可以检查的文件")
    else:
        _print(checked)
    sys.exit(1 if blocks else 0)


def _check(settings: Settings, path: Path) -> "CheckedForms":
    from ingestion.documents.backlog import InboxMissingError
    from ingestion.documents.inbox import list_inbox
    from orchestration.release.check import CheckedForms, check_forms

    terminal = Console(stderr=True, highlight=False)
    try:
        if path.is_dir() and next(list_inbox(path), None) is None:
            return CheckedForms((), (), ())
        with Progress(terminal) if terminal.is_terminal else nullcontext():
            return check_forms(settings, path)
    except (StageError, InboxMissingError, OSError) as error:
        raise CommandError(f"not checked: {error}") from error


def _print(checked: "CheckedForms") -> None:
    for form in checked.forms:
        about = [form["project_name"], form["budget_unit_name"], form["fiscal_year"]]
        shown = make_printable(", ".join(str(text) for text in about if text))
        click.echo(f"\n{make_printable(form['relative_path'])}:{form['place']}  {shown}")
        click.echo(f"  {_STATES[form['state']]}")
        if other := form["duplicate_of"] or form["superseded_by"]:
            number = other["form_ordinal"]
            where = f"{make_printable(other['relative_path'])}:{other['place']}"
            click.echo(f"    the other form 另一份表: {where}, form {number} 第 {number} 份")
        for finding in form["findings"]:
            _print_finding(finding)
    for rejection in checked.rejections:
        click.echo(f"\n{_place(rejection)}  REJECTED 无法识别")
        click.echo(f"    {rejection['message_zh']}。{rejection['action_zh']}")
        click.echo(f"    {rejection['message_en']}. {rejection['action_en']}")
    for form in checked.set_aside:
        click.echo(f"\n{_place(form)}  {make_printable(form['title'])}")
        click.echo(
            f"    not a self-evaluation, not checked 非自评表，未检查: {form['kind_name_zh']} {form['kind_name_en']}"
        )
    forms, rejections, others = len(checked.forms), len(checked.rejections), len(checked.set_aside)
    click.echo(f"\n{forms} forms: {checked.blocked} blocked; {rejections} rejections; {others} of another kind.")
    click.echo(
        f"共 {forms} 份自评表：{checked.blocked} 份未通过强制性审核；无法识别 {rejections} 处；其他表 {others} 份。"
    )


def _print_finding(finding: dict[str, Any]) -> None:
    place = f"row {finding['place']} 第 {finding['place']} 行  " if finding["place"] else ""
    click.echo(f"  {finding['severity']}: {place}{finding['finding_name_zh']} {finding['finding_name_en']}")
    if finding["printed"] is not None or finding["expected"] is not None:
        printed, expected = _say(finding["printed"]), _say(finding["expected_zh"])
        if finding["expected"] != finding["expected_zh"]:
            expected += f"  {_say(finding['expected'])}"
        click.echo(f"    printed 表上: {printed}   expected 应为: {expected}")
    click.echo(f"    {finding['message_zh']}")
    click.echo(f"    {finding['message_en']}")


def _say(value: str | None) -> str:
    return "-" if value is None else " ".join(value.split())


def _place(row: dict[str, Any]) -> str:
    path = make_printable(str(row["relative_path"]))
    return f"{path}:{row['first_line']}" if row["first_line"] else path
