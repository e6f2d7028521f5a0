"""Print the progress of a refresh, then a short summary."""

import logging
import shlex
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
from rich import progress
from rich.console import Console
from rich.table import Column

from ingestion.sql import open_read_only
from orchestration.run.current import read_current
from orchestration.run.mirror_record import read_mirror_failure
from orchestration.run.summary_tables import make_printable, show_list, show_table
from orchestration.settings import PROJECT, Settings, read_settings

_EVALUATIONS = """
    select
        projects.project_name, evaluations.fiscal_year, evaluations.total_score_computed_points,
        grades.grade_name_zh, money.budget_yuan, money.executed_yuan,
        -- In percent; a rate below 1 is never shown as 100.
        if(
            money.execution_rate_computed < 1, least(round(100 * money.execution_rate_computed, 2), 99.99),
            round(100 * money.execution_rate_computed, 2)
        )
    from marts.fct_evaluations as evaluations
    inner join marts.fct_budget_execution as money using (evaluation_key)
    inner join marts.dim_project as projects on evaluations.project_key = projects.project_key
    inner join marts.dim_grade as grades on evaluations.grade_key = grades.grade_key
    order by money.budget_yuan desc nulls last, evaluations.evaluation_key
"""
_EVALUATION_HEADINGS = (
    "项目 project", "年度\nyear", "总分\nscore", "等级\ngrade", "预算（元）\nbudget", "执行（元）\nexecuted",
    "执行率（%）\nrate (%)",
)  # fmt: skip
_QUARANTINED = """
    select
        relative_path || if(first_source_page > 1, ' p. ' || first_source_page, '') || ':' || first_source_row
        || coalesce(', budget ' || format('{:,.2f}', budget_yuan) || ' yuan', ''),
        reasons_zh, reasons_en, evaluation_key
    from marts.quarantined_evaluations
    order by relative_path, first_line
"""
_NEWER = """
    select project_name || ', ' || budget_unit_name, 'kept 沿用 ' || relative_path || ':' || first_line
    from marts.fct_evaluations
    inner join marts.dim_project using (project_key)
    where has_newer_quarantined_version
    order by relative_path, first_line
"""
_SCORECARD_HEADINGS = (
    "单位\nunit", "年度\nyear", "审核通过\nadmitted", "待核实\nquarantined", "待核实预算（元）\nbudget",
    "金额不明\nunknown", "完整率\ncomplete",
)  # fmt: skip
_SCORECARD = """
    select
        budget_unit_name, nullif(fiscal_year, -1), admitted_evaluation_count, quarantined_evaluation_count,
        quarantined_budget_yuan, quarantined_budget_unknown_count, round(completeness_rate, 6)
    from marts.quality_scorecard
    where (select sum(quarantined_evaluation_count) from marts.quality_scorecard) > 0
    order by quarantined_evaluation_count desc, budget_unit_code, fiscal_year
"""
_REJECTED = """
    select
        relative_path || coalesce(':' || first_line, ''), message_zh || '。' || action_zh,
        message_en || '. ' || action_en
    from marts.rejections
    order by relative_path, first_line
"""
_WARNINGS = """
    select rules.finding_name_zh, rules.finding_name_en, count(distinct findings.evaluation_key)
    from marts.rule_findings as findings
    inner join marts.evaluation_lifecycle as life on findings.evaluation_key = life.evaluation_key
    inner join marts.dim_quality_rule as rules on findings.rule_code = rules.rule_code
    where findings.severity = 'warning' and life.evaluation_state in ('admitted', 'quarantined')
    group by rules.rule_code, rules.finding_name_zh, rules.finding_name_en
    order by count(distinct findings.evaluation_key) desc, rules.rule_code
"""
_WITHOUT_VALUE = """
    select
        models.indicator_model_code || ' ' || models.indicator_model_name_zh || ' ' || models.indicator_model_name_en,
        list(distinct facts.reason_code order by facts.reason_code)
    from marts.fct_indicator_values as facts
    inner join marts.dim_indicator_model as models on facts.indicator_model_key = models.indicator_model_key
    group by models.indicator_model_code, models.indicator_model_name_zh, models.indicator_model_name_en
    having count(facts.value) = 0
    order by models.indicator_model_code
"""
# Units with a similar known name come first; the others may be new.
_UNMAPPED = """
    select
        found_name || ' (' || name_kind || ', ' || evaluation_count || ' evaluations)',
        'perhaps 疑为 ' || suggested_name || coalesce(' ' || suggested_code, '') || ', similarity '
        || cast(round(similarity_rate, 3) as decimal(4, 3))
    from marts.unmapped_names
    where suggested_name is not null or name_kind = 'indicator'
    order by name_kind, coalesce(similarity_rate, 0) desc, evaluation_count desc, found_name
"""
_CORRECTIONS = """
    select
        correction_status || ': ' || coalesce(life.relative_path, left(corrections.document_hash, 12)) || ' '
        || if(source_page > 1, 'p. ' || source_page || ':', '') || source_row,
        field_code || coalesce(' ' || indicator_name, '') || ' ' || coalesce(printed_value, '') || ' -> '
        || coalesce(corrected_value, ''),
        if(correction_status = 'stale', 'the form prints 表上填写 ' || coalesce(found_value, 'no such value'), null)
    from marts.evaluation_corrections as corrections
    left join marts.evaluation_lifecycle as life on corrections.evaluation_key = life.evaluation_key
    order by correction_status = 'applied', corrections.document_hash, source_page, source_row
"""
console = Console(highlight=False)
_STEPS = 20
_LONGEST = 20  # quarantined forms; where there are more, _SHOWN of them are printed
_SHOWN, _FEW = 10, 5
_LOGGERS = (logging.getLogger("jixiao"), logging.getLogger("jixiao_progress"))


class Progress(logging.Handler):
    """Show records of the project's loggers: on a terminal one line that changes, elsewhere plain lines.

    Records with `done` and `total` move a progress bar; elsewhere only some of them are printed.
    """

    def __init__(self, shown_on: Console | None = None) -> None:
        super().__init__(logging.INFO)
        self._console = shown_on or console
        self._step = 0  # the last step of the stage that was printed
        self._bar: progress.Progress | None = None
        if self._console.is_terminal:
            text = progress.TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
            self._bar = progress.Progress(
                progress.SpinnerColumn(), progress.BarColumn(), text, console=self._console, transient=True
            )
            self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        for logger in _LOGGERS:
            logger.addHandler(self)
            logger.setLevel(logging.INFO)
            logger.propagate = False
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for logger in _LOGGERS:
            logger.removeHandler(self)
        if self._bar:
            self._bar.stop()

    def show(self, text: str, done: int = 0, total: int | None = None) -> None:
        """Show a line, and the progress if there is a total. Unprintable characters become blanks."""
        line = make_printable(text.replace("\n", " "))
        if self._bar:
            self._bar.update(self._task, description=line, completed=done, total=total)
            return
        if total:
            step = (done - 1) * _STEPS // total
            if done > 1 and step <= self._step:
                return
            self._step = step
        self._console.print(line, markup=False, soft_wrap=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Show a log record."""
        self.show(record.getMessage(), getattr(record, "done", 0), getattr(record, "total", None))


def show_up_to_date(settings: Settings) -> None:
    """Print that nothing is new, the models that the release excludes, and where the release is."""
    release_id = read_current(settings)["release_id"]
    console.print(f"Nothing new since release {release_id}: no document opened, nothing released.", markup=False)
    _show_excluded(settings)
    _show_mirror_failure(settings)
    _show_location(settings)


def show_summary(settings: Settings, seconds: float, *, is_brief: bool = False) -> None:
    """Print counts, what needs attention, some evaluations, where the release is, and a query to try.

    If it `is_brief`, print counts, excluded models and a failure of the mirror only.
    """
    with open_read_only(settings.current / settings.build_file.name) as connection:
        info = dict(
            zip(
                (column[0] for column in connection.execute("select * from marts.release_info").description),
                connection.execute("select * from marts.release_info").fetchall()[0],
                strict=True,
            )
        )
        lines, placeholders = connection.execute(
            "select count(*), count(*) filter (where is_placeholder) from marts.fct_indicator_scores"
        ).fetchall()[0]
        console.print(
            f"\nRelease {info['release_id']} in {seconds:.0f} s: {info['document_count']} documents, "
            f"{info['admitted_evaluation_count']} evaluations admitted, "
            f"{info['quarantined_evaluation_count']} quarantined, {info['rejection_count']} rejections; "
            f"{lines} line items, {placeholders} of them placeholders.",
            markup=False,
            soft_wrap=True,
        )
        if not is_brief:
            _show_problems(connection, settings)
            _show_contents(connection, settings)
    _show_excluded(settings)
    _show_mirror_failure(settings)
    if not is_brief:
        _show_location(settings)


def _show_problems(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    command = form_command(settings)
    quarantined = [(*row, f"{command}{key}") for *row, key in _fetch(connection, _QUARANTINED)]
    count = len(quarantined) if len(quarantined) <= _LONGEST else _SHOWN
    show_list(console, "Quarantined 待核实", quarantined, "marts.quarantined_evaluations", count)
    show_list(console, "Rejected 无法识别", _fetch(connection, _REJECTED), "marts.rejections", _SHOWN)
    newer = _fetch(connection, _NEWER)
    place = "marts.fct_evaluations (has_newer_quarantined_version)"
    show_list(console, "A newer version is quarantined 新版本待处理", newer, place, _FEW)
    scorecard, place = _fetch(connection, _SCORECARD), "marts.quality_scorecard"
    show_table(console, "Quality by unit 填报质量情况表", _SCORECARD_HEADINGS, scorecard, place, _SHOWN)


def _show_contents(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    evaluations, place = _fetch(connection, _EVALUATIONS), "marts.fct_evaluations"
    show_table(console, "Evaluations 自评", _EVALUATION_HEADINGS, evaluations, place, _FEW)
    warnings, headings = _fetch(connection, _WARNINGS), ("规则 rule", "", "数\ncount")
    show_table(console, "Findings that do not block 核实性审核发现", headings, warnings, "marts.rule_findings")
    unmapped = _fetch(connection, _UNMAPPED)
    show_list(console, "Names that no seed maps 未收录名称", unmapped, "marts.unmapped_names", _SHOWN)
    empty, place = _list_without_value(connection, settings), "marts.fct_indicator_values"
    show_list(console, "Indicators without any value 无结果的分析指标", empty, place, _SHOWN)
    corrections = _fetch(connection, _CORRECTIONS)
    show_list(console, "Corrections 数据更正", corrections, "marts.evaluation_corrections", _SHOWN)


def form_command(settings: Settings) -> str:
    """Return the command that prints a form, without the key of its evaluation; with folders that are not the usual."""
    usual, folders = read_settings({}), {}
    if settings.home != usual.home:
        folders["JIXIAO_HOME"] = settings.home
    if settings.seeds.site and settings.seeds.site != usual.seeds.site:
        folders["JIXIAO_SEEDS"] = settings.seeds.site
    assignments = [f"{name}={shlex.quote(str(_shorten(path)))} " for name, path in folders.items()]
    return f"{''.join(assignments)}make form EVALUATION="


def _shorten(path: Path) -> Path:
    """Return a path of the project relative to its folder, where `make` is run; any other path as it is."""
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


def _show_excluded(settings: Settings) -> None:
    """Print the models that the release excludes, grouped by cause."""
    models: dict[str, list[str]] = {}
    for model, cause in read_current(settings).get("withheld", {}).items():
        models.setdefault(cause, []).append(model)
    if models:
        console.print(
            "\nExcluded from this release; the rest is released 本次暂缺，其余已发布", style="bold", markup=False
        )
    for cause, names in models.items():
        console.print(f"{', '.join(names)}: {cause}", markup=False, soft_wrap=True)


def _list_without_value(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[tuple[str, str, str]]:
    """List indicators that no evaluation has a value of, with the reasons in Chinese and English."""
    words = settings.seeds.read_reasons()
    entries = []
    for indicator, codes in _fetch(connection, _WITHOUT_VALUE):
        reasons = [words.get(code, (code, code)) for code in codes]
        chinese, english = "；".join(zh for zh, _ in reasons), "; ".join(en for _, en in reasons)
        entries.append((indicator, f"没有任何评价有结果：{chinese}", f"no evaluation has a value: {english}"))
    return entries


def _fetch(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def _show_mirror_failure(settings: Settings) -> None:
    if failure := read_mirror_failure(settings):
        console.print(
            f"\nThe release is published, but its PostgreSQL mirror failed; the next refresh tries again. {failure}",
            style="bold red",
            markup=False,
            soft_wrap=True,
        )


def _show_location(settings: Settings) -> None:
    shown = _shorten(settings.current / settings.build_file.name)
    report = shown.with_name("report") / "index.html"
    console.print(f"\nThe report is {report}.", markup=False, soft_wrap=True)
    docs = Path("docs") / "index.html"
    if (settings.current / docs).is_file():
        console.print(
            f"The documentation of tables and columns is {shown.parent / docs}.", markup=False, soft_wrap=True
        )
    console.print(f"The release is {shown} (schema marts). Try:", markup=False, soft_wrap=True)
    python = ".venv/bin/python -c"
    query = (
        "select project_name, category_name, sum(self_score_points) as score, sum(weight_points) as weight "
        "from marts.rpt_indicator_scores_flat where is_in_total group by all order by all"
    )
    console.print(
        f"  {python} \"import duckdb; print(duckdb.connect('{shown}', read_only=True).sql('{query}'))\"",
        markup=False,
        soft_wrap=True,
    )
