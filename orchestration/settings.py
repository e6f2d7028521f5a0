"""Settings and paths of a home. The environment is read only here."""

import csv
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.home import Home
from ingestion.limits import MEBIBYTE, Limits
from orchestration.notification.settings import Notification, NotificationSettingError, read_notification

PROJECT = Path(__file__).resolve().parent.parent
_REFUSED = frozenset("'\"`*?[]{},\n\r")
_CRON = re.compile(r"[0-9A-Za-z*/,-]{1,40}( [0-9A-Za-z*/,-]{1,40}){4}")
_DIGITS = 9  # the system accepts numbers of this length as seconds and as megabytes


class SettingsError(Exception):
    """A setting is not valid; the message says why."""


@dataclass(frozen=True)
class Publication:
    """Publication metadata of a release, blank if not set, and whether open data include all tables and columns."""

    publisher: str = ""
    licence: str = ""
    citation: str = ""
    contact: str = ""
    publish_all: bool = False


@dataclass(frozen=True)
class Operation:
    """When Dagster starts refreshes, and for how long they may run and are remembered."""

    schedule: str = "0 2 * * *"  # cron expression
    timezone: str = "Asia/Shanghai"
    watch_inbox: bool = False  # whether documents that arrive start a refresh
    settle_minutes: int = 10  # without a change, before they do
    run_minutes: int = 360
    keep_runs: int = 60  # in Dagster's history


@dataclass(frozen=True)
class Seeds:
    """Reviewed data as CSV files. A file of the site replaces the file of the project that has its name."""

    project: Path = PROJECT / "seeds" / "reference"
    site: Path | None = None

    def locate(self, name: str) -> Path:
        """Return the file of a seed: the site's if it has one, else the project's."""
        own = self.site and self.site / f"{name}.csv"
        return own if own and own.is_file() else self.project / f"{name}.csv"

    def read(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a seed by column."""
        with self.locate(name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def read_reasons(self) -> dict[str, tuple[str, str]]:
        """Return in Chinese and English why an indicator has no value, by the code of the reason."""
        return {row["reason_code"]: (row["reason_zh"], row["reason_en"]) for row in self.read("indicator_reasons")}

    def list_files(self) -> dict[str, Path]:
        """Return the file of each seed of the project, by the name of the seed."""
        return {path.stem: self.locate(path.stem) for path in sorted(self.project.glob("*.csv"))}

    def list_site(self) -> list[Path]:
        """Return everything in the folder of the site, except what is hidden."""
        found = self.site.iterdir() if self.site else ()
        return sorted(path for path in found if not path.name.startswith("."))

    def show(self, name: str) -> str:
        """Return the path of a seed as messages name it: in full if it is the site's."""
        path = self.locate(name)
        return f"seeds/reference/{path.name}" if path.parent == self.project else str(path)


@dataclass(frozen=True)
class Settings:
    """Settings of a refresh. `home` is the folder that a refresh writes to."""

    inbox: Path
    home: Path
    keep_releases: int
    limits: Limits
    workers: int
    publication: Publication = Publication()
    max_changed_percent: int = 5  # a build that changes more of the released evaluations is refused
    postgres_url: str | None = field(default=None, repr=False)  # of the database that each release is mirrored to
    release_readers: str = "owner"  # who may read releases: owner, group or all
    inbox_may_be_empty: bool = False
    notification: Notification = field(default_factory=Notification)
    operation: Operation = Operation()
    seeds: Seeds = Seeds()
    memory_mb: int | None = None  # memory of DuckDB in MB; None: 80 % of what the machine has

    @property
    def ingestion(self) -> Home:
        """Folders of documents and landing."""
        return Home(self.home / "documents", self.home / "landing", self.seeds.locate("form_labels"))

    @property
    def build(self) -> Path:
        """Folder of the build: database, dbt's artifacts and logs."""
        return self.home / "build"

    @property
    def build_file(self) -> Path:
        """The database that dbt builds."""
        return self.build / "warehouse.duckdb"

    @property
    def dbt_target(self) -> Path:
        """dbt's artifacts: manifest, compiled SQL, results."""
        return self.build / "target"

    @property
    def core_results(self) -> Path:
        """Results of the newest core build, as dbt's run_results.json."""
        return self.build / "core_run_results.json"

    @property
    def indicator_results(self) -> Path:
        """Results of the newest build of the indicators, as dbt's run_results.json."""
        return self.build / "indicator_run_results.json"

    @property
    def dbt_log(self) -> Path:
        """dbt's log of the newest build."""
        return self.build / "logs" / "dbt.log"

    @property
    def releases(self) -> Path:
        """Folder of complete releases."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """Link to the release that readers use."""
        return self.home / "current"

    @property
    def pin(self) -> Path:
        """Record of the release that `current` is pinned to; the file exists only while it is pinned."""
        return self.home / "pinned_release.json"

    @property
    def release_ledger(self) -> Path:
        """File with one JSON line for each release ever made."""
        return self.home / "releases.jsonl"

    @property
    def released_evaluations(self) -> Path:
        """Every evaluation ever released, with its first and last release; read by dbt."""
        return self.home / "ledger" / "released_evaluations.parquet"

    @property
    def last_run(self) -> Path:
        """Record of the newest run."""
        return self.home / "last_run.json"

    @property
    def mirror(self) -> Path:
        """Record of the newest attempt to mirror a release into PostgreSQL."""
        return self.home / "mirror.json"

    @property
    def heartbeat(self) -> Path:
        """Record that each run replaces at its end, for monitoring."""
        return self.home / "heartbeat.json"

    @property
    def stage_seconds(self) -> Path:
        """Seconds of each stage of the newest run."""
        return self.build / "stage_seconds.json"

    @property
    def dagster_home(self) -> Path:
        """The local Dagster instance."""
        return self.home / "dagster"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the variables JIXIAO_*, which docs/settings.md lists.

    Paths are made absolute. Raises SettingsError if a value is not valid. The paths of the home and of the site's seeds
    are used in SQL, so they must not contain quotes, braces, commas and glob characters.
    """
    inbox = Path(environment.get("JIXIAO_INBOX") or PROJECT / "seeds" / "evaluations").absolute()
    home = Path(environment.get("JIXIAO_HOME") or PROJECT / ".jixiao").absolute()
    _check_path("JIXIAO_HOME", home)
    inside = home.relative_to(inbox).parts if home.is_relative_to(inbox) else ()
    if home == inbox or (inside and not any(part.startswith(".") for part in inside)):
        raise SettingsError(
            f"JIXIAO_HOME {home} is in the inbox, so a refresh would read its own output; use another folder"
        )
    return Settings(
        inbox,
        home,
        _read_number(environment, "JIXIAO_KEEP_RELEASES", 7),
        _read_limits(environment),
        _read_number(environment, "JIXIAO_WORKERS", os.cpu_count() or 1),
        _read_publication(environment),
        _read_number(environment, "JIXIAO_MAX_CHANGED_PERCENT", 5),
        environment.get("JIXIAO_POSTGRES_URL") or None,
        _read_choice(environment, "JIXIAO_RELEASE_READERS", ("owner", "group", "all")),
        _read_switch(environment, "JIXIAO_INBOX_MAY_BE_EMPTY", "accept an inbox that has lost all its files"),
        _read_notification(environment),
        operation=_read_operation(environment),
        seeds=_read_seeds(environment, inbox),
        memory_mb=_read_number(environment, "JIXIAO_MEMORY_MB", 1) if environment.get("JIXIAO_MEMORY_MB") else None,
    )


def make_demo_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of a demo: a separate home (JIXIAO_DEMO_HOME), an inbox in it, an invented publisher."""
    home = Path(environment.get("JIXIAO_DEMO_HOME") or PROJECT / ".jixiao-demo").absolute()
    publisher = "示例市（虚构） An invented city"
    return {
        **environment,
        "JIXIAO_HOME": str(home),
        "JIXIAO_INBOX": str(home / "inbox"),
        "JIXIAO_SEEDS": "",  # until the demo has written its own
        "JIXIAO_PUBLISHER": publisher,
    }


def _read_seeds(environment: Mapping[str, str], inbox: Path) -> Seeds:
    """Read the folder of the site's seeds. Raises SettingsError if it cannot be listed or is in the inbox."""
    name = "JIXIAO_SEEDS"
    if not (value := environment.get(name)):
        return Seeds()
    site = Path(value).absolute()
    _check_path(name, site)
    if not site.is_dir() or not os.access(site, os.R_OK | os.X_OK):
        raise SettingsError(f"{name} is {str(site)!r}, which is no folder that can be read; make it, or correct {name}")
    if site.is_relative_to(inbox):
        raise SettingsError(f"{name} {site} is in the inbox, so a refresh would read it as forms; use another folder")
    return Seeds(site=site)


def _check_path(name: str, path: Path) -> None:
    """Raise SettingsError if a path cannot be used in SQL."""
    if refused := sorted(_REFUSED & set(str(path))):
        raise SettingsError(
            f"{name} is {str(path)!r}, but must not contain the characters {' '.join(refused)}; use another folder"
        )


def _read_publication(environment: Mapping[str, str]) -> Publication:
    """Read the publication metadata, each text in one line."""
    publish_all = _read_switch(environment, "JIXIAO_PUBLISH_ALL", "publish all tables and columns")

    def read(name: str) -> str:
        return " ".join(environment.get(f"JIXIAO_{name}", "").split())

    return Publication(read("PUBLISHER"), read("LICENCE"), read("CITATION"), read("CONTACT"), publish_all)


def _read_operation(environment: Mapping[str, str]) -> Operation:
    """Read when Dagster starts refreshes. Raises SettingsError where it could not use a value."""
    usual = Operation()
    schedule = " ".join((environment.get("JIXIAO_SCHEDULE") or usual.schedule).split())
    if not _CRON.fullmatch(schedule):
        raise SettingsError(f"JIXIAO_SCHEDULE is {schedule[:40]!r}: use the five fields of cron, for example 0 2 * * *")
    timezone = environment.get("JIXIAO_TIMEZONE") or usual.timezone
    try:
        ZoneInfo(timezone)
    except (ValueError, OSError, LookupError) as error:
        raise SettingsError(
            f"JIXIAO_TIMEZONE is {timezone[:40]!r}: use a name such as Asia/Shanghai; it must be known to this system"
        ) from error
    return Operation(
        schedule,
        timezone,
        _read_switch(environment, "JIXIAO_WATCH_INBOX", "start a refresh when documents arrive"),
        _read_number(environment, "JIXIAO_SETTLE_MINUTES", usual.settle_minutes),
        _read_number(environment, "JIXIAO_RUN_MINUTES", usual.run_minutes),
        _read_number(environment, "JIXIAO_KEEP_RUNS", usual.keep_runs),
    )


def _read_switch(environment: Mapping[str, str], name: str, effect: str) -> bool:
    value = environment.get(name) or "0"
    if value not in ("0", "1"):
        raise SettingsError(f"{name} is {value[:40]!r}: use 1 to {effect}, or 0")
    return value == "1"


def _read_notification(environment: Mapping[str, str]) -> Notification:
    try:
        return read_notification(environment)
    except NotificationSettingError as error:
        raise SettingsError(str(error)) from error


def _read_limits(environment: Mapping[str, str]) -> Limits:
    """Read the limits of one document, with the defaults of Limits."""
    usual = Limits()

    def read(name: str, default: int, unit: int = 1) -> int:
        return _read_number(environment, f"JIXIAO_MAX_{name}", default // unit) * unit

    return replace(
        usual,
        document_bytes=read("DOCUMENT_MB", usual.document_bytes, MEBIBYTE),
        pages=read("DOCUMENT_PAGES", usual.pages),
        cells=read("DOCUMENT_CELLS", usual.cells),
        expanded_bytes=read("EXPANDED_MB", usual.expanded_bytes, MEBIBYTE),
        archive_entries=read("ARCHIVE_ENTRIES", usual.archive_entries),
        seconds=read("DOCUMENT_SECONDS", usual.seconds),
        recognition_seconds=read("OCR_SECONDS", usual.recognition_seconds),
        memory_bytes=read("DOCUMENT_MEMORY_MB", usual.memory_bytes, MEBIBYTE),
    )


def _read_number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or len(value) > _DIGITS or int(value) < 1:
        raise SettingsError(f"{name} is {value[:40]!r}: use a whole number from 1, with at most {_DIGITS} digits")
    return int(value)


def _read_choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return the value of a variable, by default the first choice."""
    value = environment.get(name) or choices[0]
    if value not in choices:
        raise SettingsError(f"{name} is {value[:40]!r}: use {', '.join(choices[:-1])} or {choices[-1]}")
    return value
