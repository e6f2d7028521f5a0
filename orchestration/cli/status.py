"""`jixiao status`: show the release, the result of the newest run, and changes in the inbox."""

import json
import sys
from typing import Any

import click

from orchestration.cli.common import load_settings
from orchestration.run.status import read_status


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Show the release, the result of the newest run, and whether a refresh would find anything new.

    Changes nothing and opens no document.

    \b
    Examples:
      jixiao status
      jixiao status --json

    Exit code 0: there is a release, and the newest run did not fail. Exit code 1: otherwise.
    """
    state = read_status(load_settings())
    if as_json:
        click.echo(json.dumps(state, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*_say_release(state), *_say_last_run(state["last_run"]), *_say_inbox(state["inbox"])]))
    has_failed = (state["last_run"] or {}).get("status") in ("failed", "interrupted")
    sys.exit(1 if has_failed or state["release"] is None else 0)


def _say_release(state: dict[str, Any]) -> list[str]:
    release = state["release"]
    if release is None:
        return [f"Release 发布: none in {state['home']}; run `jixiao refresh`"]
    lines = [
        f"Release 发布: {release['release_id']}, {release['released_at']}",
        f"  {release['admitted']} evaluations admitted 采纳, {release['quarantined']} quarantined 隔离, "
        f"{release['rejections']} rejections 拒收",
        f"  {release['path']}",
    ]
    lines += [f"  excluded 暂缺: {model}: {cause}" for model, cause in release["withheld"].items()]
    if state["mirror_failure"]:
        lines.append(f"  the PostgreSQL mirror failed: {state['mirror_failure']}")
    return lines


def _say_last_run(run: dict[str, Any] | None) -> list[str]:
    if run is None:
        return ["Last run 最近运行: none"]
    lines = [f"Last run 最近运行: {run['status']}, {run['at']}"]
    if run["status"] == "failed":
        lines.append(f"  {run['stage']}: {run['cause']}")
        lines += [f"  log: {run['log']}"] if run.get("log") else []
    elif run["status"] == "interrupted":
        lines.append("  its process ended without a result; run `jixiao refresh` again")
    return lines


def _say_inbox(inbox: dict[str, Any]) -> list[str]:
    if "problem" in inbox:
        return [f"Inbox 收件夹: {inbox['problem']}"]
    changes = [
        f"{inbox['files']} new or changed files" if inbox["files"] else "",
        f"{inbox['documents_to_read_again']} documents to read again" if inbox["documents_to_read_again"] else "",
        f"changed since the release: {', '.join(inbox['changed'])}" if inbox["changed"] else "",
    ]
    return [f"Inbox 收件夹: {inbox['path']}", f"  {'; '.join(filter(None, changes)) or 'nothing new 无更新'}"]
