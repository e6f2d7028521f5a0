"""Compose the digest of a run from its record (last_run.json) and the release it made."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from orchestration.notification.changed_figures import say_changed_figures
from orchestration.notification.digest import Digest, Figure, Section, Text, clean, make_section, same
from orchestration.notification.release_facts import ReleaseFacts, Year, read_facts
from orchestration.notification.secrets import hide_secrets
from orchestration.run.current import read_current
from orchestration.run.mirror_record import read_mirror_failure
from orchestration.settings import Settings

_OUTCOMES = {
    "released": Text("已发布", "Released"),
    "failed": Text("未发布", "Not released"),
    "interrupted": Text("运行中断", "Interrupted"),
    "nothing_new": Text("无更新", "Nothing new"),
}
_COUNTS = {
    "admitted": Text("审核通过", "admitted"),
    "quarantined": Text("待核实", "quarantined"),
    "rejections": Text("无法识别", "rejections"),
    "corrected": Text("更正", "corrected values"),
    "stale_corrections": Text("失效更正", "stale corrections"),
    "missing": Text("未报", "not filed"),
}
_ONLY_IF_ANY = {"corrected", "stale_corrections", "missing"}
_MOST_YEARS = 3


def compose_digest(settings: Settings, record: Mapping[str, Any]) -> Digest:
    """Return the digest of a run. Needs no release: what cannot be read is left out, and the digest says so."""
    status = str(record.get("status", ""))
    current = read_current(settings)
    facts: tuple[ReleaseFacts, ReleaseFacts | None] | None = None
    former_id = ""
    sections = [_say_failure(settings, record)] if status in ("failed", "interrupted") else []
    if status == "released":
        try:
            former_id = _find_former(settings, str(record["release_id"]))
            facts = read_facts(
                settings.releases / str(record["release_id"]) / settings.build_file.name,
                settings.releases / former_id / settings.build_file.name if former_id else None,
            )
        except Exception as error:  # whatever is wrong with the release, people are told about the run
            sections.append(
                make_section(
                    Text("版本无法读取", "The release cannot be read"), [same(hide_secrets(settings, str(error)), 300)]
                )
            )
    figures = _compose_figures(*facts) if facts else _take_counts(record)
    if facts:
        sections += _compose_sections(*facts)
    sections.append(say_changed_figures(settings, record))
    sections += _say_problems(settings, record)
    release_id = str(current.get("release_id", ""))
    if status in ("failed", "interrupted"):
        sections.append(_say_former(current))
    return Digest(
        status=status,
        at=_show_time(record.get("at")),
        title=_compose_title(status, release_id, figures),
        figures=tuple(figures),
        sections=tuple(section for section in sections if section.lines),
        name=clean(settings.publication.publisher, 40),
        release_id=release_id,
        former_id=former_id if facts and facts[1] else "",
        place=str(settings.current) if current else "",
        link=settings.notification.link,
    )


def _find_former(settings: Settings, release_id: str) -> str:
    """Return the newest kept release before a release; blank if there is none."""
    kept = [folder.name for folder in settings.releases.iterdir() if folder.name.isdigit() and folder.name < release_id]
    return max(kept, default="")


def _compose_title(status: str, release_id: str, figures: list[Figure]) -> Text:
    outcome = _OUTCOMES.get(status, same(status))
    shown = release_id if status in ("released", "nothing_new") else ""
    counts = [figure for figure in figures if figure.code in ("admitted", "quarantined")]

    def say(language: str) -> str:
        head = " ".join(filter(None, (getattr(outcome, language), shown)))
        return " · ".join([head, *(_say_figure(figure, language) for figure in counts)])

    return Text(say("zh"), say("en"))


def _say_figure(figure: Figure, language: str) -> str:
    label, value, change = (getattr(text, language) for text in figure[1:])
    return f"{label} {value}{f' ({change})' if change else ''}"


def _take_counts(record: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that the record of a run has (a release that cannot be read now)."""
    counts = record.get("digest") or {}
    return [Figure(code, label, same(counts[code])) for code, label in _COUNTS.items() if code in counts]


def _compose_figures(now: ReleaseFacts, before: ReleaseFacts | None) -> list[Figure]:
    figures = [Figure("received", Text("收到文件", "files received"), same(f"{_count_received(now, before)[0]:,}"))]
    for code, label in _COUNTS.items():
        value, former = now.counts[code], before.counts[code] if before else None
        if value or former or code not in _ONLY_IF_ANY:
            shown = Text(f"{value:,}", f"{value:,}")
            if code == "missing":
                shown = Text(f"{value:,} / 应报 {now.counts['expected']:,}", f"{value:,} of {now.counts['expected']:,}")
            figures.append(Figure(code, label, shown, _show_change(value, former)))
    total, former_total = now.total, before.total if before else None
    return [
        *figures,
        _show_money(
            "budget",
            Text("预算", "budget"),
            total.budget,
            total.budget_unknown,
            former_total.budget if former_total else None,
        ),
        _show_money(
            "executed",
            Text("执行", "executed"),
            total.executed,
            total.executed_unknown,
            former_total.executed if former_total else None,
        ),
        _show_rate("execution_rate", Text("执行率", "execution rate"), total, former_total),
    ]


def _count_received(now: ReleaseFacts, before: ReleaseFacts | None) -> list[int]:
    """Return how many files the loads since the former release saw, and the counts of what became of them."""
    known = before.loads.keys() if before else set()
    new = [counts for load, counts in now.loads.items() if load not in known]
    return [sum(counts) for counts in zip(*new, strict=True)] if new else [0] * 6


def _say_received(now: ReleaseFacts, before: ReleaseFacts | None) -> Section:
    seen, read, duplicate, rejected, aside, forms = _count_received(now, before)
    parts = [
        part
        for part in (
            (read, "读入", "read"),
            (duplicate, "内容已有", "known already"),
            (rejected, "无法识别", "rejected"),
            (aside, "非自评表", "set aside"),
            (forms, "读出自评表", "forms in them"),
        )
        if part[0]
    ]
    line = Text(
        "，".join(f"{zh} {count:,}" for count, zh, _ in parts), ", ".join(f"{count:,} {en}" for count, _, en in parts)
    )
    return make_section(Text("收到的文件", "Files received"), [line] if seen else [])


def _compose_sections(now: ReleaseFacts, before: ReleaseFacts | None) -> list[Section]:
    return [
        _say_received(now, before),
        make_section(
            Text("待核实原因：发现与表数", "Why forms are quarantined: findings, and forms"),
            [Text(f"{zh}：{count:,}", f"{en}: {count:,}") for zh, en, count, _ in now.reasons],
            _total(now.reasons),
        ),
        make_section(
            Text("待核实最多的单位：待核实数 / 全部", "Units with the most quarantined forms: quarantined / all"),
            [same(f"{clean(unit, 60)}: {count:,} / {forms:,}") for unit, count, forms, _ in now.units],
            _total(now.units),
        ),
        make_section(
            Text("新增待核实", "Newly quarantined"),
            [
                Text(
                    f"{clean(project, 50)}（{clean(unit, 40)}，{year or '年度不详'}）：{clean(zh)}",
                    f"{clean(project, 50)} ({clean(unit, 40)}, {year or 'year unknown'}): {clean(en)}",
                )
                for _, project, unit, year, zh, en, _ in (now.newly_quarantined if before else [])
            ],
            _total(now.newly_quarantined) if before else 0,
        ),
        make_section(
            Text("新增无法识别", "Newly rejected"),
            [
                Text(
                    f"{clean(path, 80)}：{clean(f'{zh}。{do_zh}')}",
                    f"{clean(path, 80)}: {clean(f'{en}. {do_en}')}",
                )
                for path, zh, do_zh, en, do_en, _ in now.newly_rejected
            ],
            _total(now.newly_rejected),
        ),
        _compare_years(now, before),
    ]


def _compare_years(now: ReleaseFacts, before: ReleaseFacts | None) -> Section:
    """Return the fiscal years whose headline figures changed, newest first."""
    lines = []
    for year in sorted(now.years.keys() | (before.years.keys() if before else set()), key=lambda value: -(value or 0)):
        new, old = now.years.get(year), before.years.get(year) if before else None
        if before and new and new != old:
            count = _show_change(new.evaluations, old.evaluations if old else 0)
            figures = (
                Figure("", Text("自评", "evaluations"), same(f"{new.evaluations:,}"), count),
                _show_money(
                    "", Text("预算", "budget"), new.budget, new.budget_unknown, old.budget if old else Decimal(0)
                ),
                _show_rate("", Text("执行率", "execution rate"), new, old),
            )
            name = Text(f"{year or '年度不详'}", f"{year or 'year unknown'}")
            lines.append(Text(*(_say_year(language, name, figures) for language in ("zh", "en"))))
    return make_section(Text("各年度变化", "Changes by fiscal year"), lines[:_MOST_YEARS], len(lines))


def _say_year(language: str, name: Text, figures: tuple[Figure, ...]) -> str:
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    parts = [_say_figure(figure, language) for figure in figures]
    return f"{getattr(name, language)}{colon}{comma.join(parts)}"


def _total(rows: list[tuple[Any, ...]]) -> int:
    return int(rows[0][-1]) if rows else 0


def _say_failure(settings: Settings, record: Mapping[str, Any]) -> Section:
    """Return why a run did not release: stage and cause, the log."""
    lines = []
    if record.get("cause"):
        stage, cause = clean(record.get("stage") or "", 40), hide_secrets(settings, str(record["cause"]))
        lines.append(same(f"{stage}: {cause}" if stage else cause, 300))
    else:
        lines.append(Text("进程未留下结果即已结束", "the process ended without a result"))
    if record.get("log"):
        lines.append(Text(f"日志：{clean(record['log'])}", f"log: {clean(record['log'])}"))
    return make_section(Text("原因", "Cause"), lines)


def _say_former(current: Mapping[str, Any]) -> Section:
    if not current:
        line = Text("尚无任何版本", "there is no release yet")
    else:
        since = _show_time(current.get("released_at"))
        line = Text(
            f"读者仍用版本 {current['release_id']}（{since}）",
            f"readers keep release {current['release_id']} of {since}",
        )
    advice = Text(
        "怎么办：见 docs/operations.md；`jixiao status` 显示现状",
        "what to do: docs/operations.md; `jixiao status` shows the state",
    )
    return make_section(Text("影响", "Effect"), [line, advice])


def _say_problems(settings: Settings, record: Mapping[str, Any]) -> list[Section]:
    """Return what is released incompletely: excluded models, the mirror."""
    sections = []
    if excluded := record.get("withheld"):
        lines = [same(hide_secrets(settings, f"{model}: {cause}"), 300) for model, cause in excluded.items()]
        sections.append(make_section(Text("本次暂缺", "Excluded from this release"), lines))
    if failure := read_mirror_failure(settings):
        sections.append(
            make_section(
                Text("PostgreSQL 镜像失败", "The PostgreSQL mirror failed"),
                [same(hide_secrets(settings, failure), 300)],
            )
        )
    return sections


def _show_change(now: int, before: int | None) -> Text:
    return same(f"{now - before:+,}") if before is not None and now != before else Text("", "")


def _show_money(code: str, label: Text, now: Decimal | None, unknown: int, before: Decimal | None) -> Figure:
    value, change = same("–"), Text("", "")
    if now is not None:
        value = Text(f"{now / 10_000:,.2f} 万元", f"{now / 1_000_000:,.2f} million yuan")
    if unknown:
        value = Text(f"{value.zh}，另有 {unknown:,} 份金额不明", f"{value.en}, {unknown:,} more with unknown amount")
    if now is not None and before is not None and now != before:
        change = Text(f"{(now - before) / 10_000:+,.2f} 万元", f"{(now - before) / 1_000_000:+,.2f} million yuan")
    return Figure(code, label, value, change)


def _show_rate(code: str, label: Text, now: Year, before: Year | None) -> Figure:
    value = "–" if now.rate is None else f"{now.rate * 100:.2f}%"
    change = Text("", "")
    if before and now.rate is not None and before.rate is not None and (points := (now.rate - before.rate) * 100):
        change = Text(f"{points:+.2f} 个百分点", f"{points:+.2f} pp")
    return Figure(code, label, same(value), change)


def _show_time(text: object) -> str:
    """Return a recorded time (ISO 8601) as the clock of this machine shows it."""
    try:
        return f"{datetime.fromisoformat(str(text)).astimezone():%Y-%m-%d %H:%M %z}"
    except ValueError:
        return clean(text, 40)
