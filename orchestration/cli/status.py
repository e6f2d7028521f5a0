"""`jixiao status`: show the release, the result of the newest run, and changes in the inbox."""

import json
import sys
from typing import Any

import click

from orchestration.cli.common import CommandError, load_settings
from orchestration.run.check import MEBIBYTE, Judgement, Level, Thresholds, hours_since, judge
from orchestration.run.status import read_status

_USUAL = Thresholds()


@click.command("status", short_help="Show release, newest run and what is new.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--check", is_flag=True, help="Print one line for Nagios; exit code 0, 1, 2 or 3.")
@click.option("--warning-hours", type=click.FloatRange(min=0), default=_USUAL.warning_hours, show_default=True)
@click.option("--critical-hours", type=click.FloatRange(min=0), default=_USUAL.critical_hours, show_default=True)
@click.option("--warning-disk-mb", type=click.IntRange(min=0), default=_USUAL.warning_disk_mb, show_default=True)
@click.option("--critical-disk-mb", type=click.IntRange(min=0), default=_USUAL.critical_disk_mb, show_default=True)
@click.option("--warning-quarantined", type=click.IntRange(min=1), help="Warn from this number of evaluations on.")
@click.option("--warning-backlog", type=click.IntRange(min=1), help="Warn from this number of unread files on.")
def status(as_json: bool, check: bool, **thresholds: Any) -> None:
    """Show the release, the result of the newest run, and whether a refresh would find anything new.

    Changes nothing and opens no document. Loads neither Dagster nor dbt.

    \b
    Examples:
      jixiao status
      jixiao status --json
      jixiao status --check --warning-hours 26 --critical-hours 50

    Exit code 0: there is a release, and the newest run did not fail. Exit code 1: otherwise.

    With --check: 0 ok; 1 warning; 2 critical: no release, the newest run failed or was interrupted, no run has
    succeeded for --critical-hours, or less than --critical-disk-mb is free; 3 unknown: the state cannot be read. Hours
    count from the last run that released or found nothing new.
    """
    try:
        state = read_status(load_settings())
        judgement = judge(state, Thresholds(**thresholds))
    except Exception as error:
        if not check:
            raise
        reason = error if isinstance(error, CommandError) else f"{type(error).__name__}: {error}"
        click.echo(f"JIXIAO UNKNOWN - {_one_line(reason)}")
        sys.exit(Level.UNKNOWN)
    if as_json:
        level = {"level": judgement.level.name.lower(), "code": judgement.level.value, "problems": judgement.problems}
        click.echo(json.dumps({**state, "check": level}, ensure_ascii=False, indent=2))
    elif check:
        click.echo(_say_check(state, judgement, Thresholds(**thresholds)))
    else:
        click.echo(
            "\n".join(
                [
                    *_say_release(state),
                    *_say_pin(state["pin"]),
                    *_say_runs(state),
                    *_say_inbox(state),
                    *_say_disk(state),
                ]
            )
        )
    if check:
        sys.exit(judgement.level)
    has_failed = (state["last_run"] or {}).get("status") in ("failed", "interrupted")
    sys.exit(1 if has_failed or not _is_readable(state["release"]) else 0)


def _is_readable(release: dict[str, Any] | None) -> bool:
    return release is not None and "problem" not in release


def _say_check(state: dict[str, Any], judgement: Judgement, thresholds: Thresholds) -> str:
    """Return the line of a Nagios plugin: level, reasons, and after a bar the numbers with their thresholds."""
    release, disk = state["release"] or {}, state["disk"] or {}
    hours = hours_since(state["last_success_at"])
    text = "; ".join(judgement.problems) or f"release {release.get('release_id')} of {release.get('released_at')}"
    free = disk.get("free_bytes", 0) // MEBIBYTE if disk else None
    numbers = {
        "hours": hours and f"{hours:.1f};{thresholds.warning_hours:g};{thresholds.critical_hours:g}",
        "disk_free": free and f"{free}MB;{thresholds.warning_disk_mb}:;{thresholds.critical_disk_mb}:",
        "backlog": state["inbox"].get("files"),
        "admitted": release.get("admitted"),
        "quarantined": release.get("quarantined"),
    }
    shown = " ".join(f"{name}={value}" for name, value in numbers.items() if value is not None)
    return f"JIXIAO {judgement.level.name} - {_one_line(text)} | {shown}"


def _one_line(text: object) -> str:
    return " ".join(str(text).replace("|", "/").split())[:500]


def _say_release(state: dict[str, Any]) -> list[str]:
    release = state["release"]
    if release is None:
        return [f"Release 发布: none in {state['home']}; run `jixiao refresh`"]
    lines = [f"Release 发布: {release['release_id']}, {release['released_at']}"]
    if "problem" in release:
        return [*lines, f"  {release['problem']}"]
    lines += [
        f"  {release['admitted']} evaluations admitted 审核通过, {release['quarantined']} quarantined 待核实, "
        f"{release['rejections']} rejections 无法识别",
        f"  {release['path']}",
    ]
    lines += [f"  excluded 暂缺: {model}: {cause}" for model, cause in release["withheld"].items()]
    if state["mirror_failure"]:
        lines.append(f"  the PostgreSQL mirror failed: {state['mirror_failure']}")
    return lines


def _say_pin(pin: dict[str, Any] | None) -> list[str]:
    if pin is None:
        return []
    return [
        f"Pinned 固定: {pin['release_id']}, {pin['pinned_at']}",
        *([f"  {pin['problem']}"] if pin["problem"] else []),
    ]


def _say_runs(state: dict[str, Any]) -> list[str]:
    run, failure = state["last_run"], state["last_failure"]
    if run is None:
        return ["Last run 最近运行: none"]
    lines = [f"Last run 最近运行: {run['status']}, {run['at']}"]
    if run["status"] == "failed":
        lines.append(f"  {run.get('stage')}: {run.get('cause')}")
        lines += [f"  log: {run['log']}"] if run.get("log") else []
    elif run["status"] == "interrupted":
        lines.append("  its process ended without a result; run `jixiao refresh` again")
    elif failure:
        parts = filter(None, (failure.get("stage"), failure.get("cause")))
        lines.append(f"  last error 最近错误: {failure.get('at')}, {': '.join(parts)}")
    if success := state["last_success_at"]:
        hours = hours_since(success)
        lines.append(f"  last success 最近成功: {success}" + ("" if hours is None else f", {hours:.1f} hours ago"))
    lines += [f"  digest not sent 通知未送达: {name}: {why}" for name, why in state["notifications"].items() if why]
    return lines


def _say_disk(state: dict[str, Any]) -> list[str]:
    disk = state["disk"]
    if disk is None:
        return []
    free, total = (_say_size(disk[name]) for name in ("free_bytes", "total_bytes"))
    return [f"Disk 磁盘: {free} of {total} free 可用"]


def _say_size(size: int) -> str:
    mebibytes = size / MEBIBYTE
    return f"{mebibytes / 1024:.1f} GiB" if mebibytes >= 1024 else f"{mebibytes:.1f} MiB"


def _say_inbox(state: dict[str, Any]) -> list[str]:
    inbox, damage = state["inbox"], state["landing_problem"]
    if "problem" in inbox:
        return [f"Inbox 报送文件夹: {inbox['problem']}"]
    if damage:
        is_said = damage == (state["last_run"] or {}).get("cause")
        return [
            f"Inbox 报送文件夹: {inbox['path']}",
            "  not compared, because the landing is damaged 装载已损坏，未比较" + ("" if is_said else f": {damage}"),
        ]
    parts = [part for part in inbox["changed"] if part != "release"]
    changes = [
        f"{inbox['files']} new or changed files" if inbox["files"] else "",
        f"{inbox['documents_to_read_again']} documents to read again" if inbox["documents_to_read_again"] else "",
        f"changed since the release: {', '.join(parts)}" if parts else "",
        "there is no complete release 没有完整的版本" if "release" in inbox["changed"] else "",
    ]
    return [f"Inbox 报送文件夹: {inbox['path']}", f"  {'; '.join(filter(None, changes)) or 'nothing new 无更新'}"]
