"""Print the outcomes as a table: by way, by scheme and by kind of oddity."""

from collections import Counter
from collections.abc import Iterable

from tests.corpus.compare import Outcome, Verdict

_VERDICTS: tuple[Verdict, ...] = ("right", "held", "held_wrongly", "wrong", "lost", "extra")


def print_table(outcomes: list[Outcome]) -> str:
    """Return counts, then each wrong, lost and extra form with the read values, and the codes of forms held wrongly."""
    parts = [
        _count("way", ((outcome.way, outcome) for outcome in outcomes)),
        _count("scheme", ((outcome.scheme, outcome) for outcome in outcomes)),
        _count("kind", ((kind, outcome) for outcome in outcomes for kind in outcome.kinds or ["clean"])),
        "\n".join(_list_offenders(outcomes)),
        summarise(outcomes),
    ]
    return "\n\n".join(parts)


def summarise(outcomes: list[Outcome]) -> str:
    """Return one line."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    due = [outcome for outcome in outcomes if outcome.must_be_right]
    right = sum(outcome.verdict == "right" for outcome in due)
    return (
        f"{len(outcomes)} forms: "
        + ", ".join(f"{name} {counts[name]}" for name in _VERDICTS)
        + f"; right {right} of {len(due)} that must be ({share_right(outcomes):.2%})"
    )


def share_right(outcomes: Iterable[Outcome]) -> float:
    """Return the share of right forms among those that must be admitted."""
    due = [outcome.verdict == "right" for outcome in outcomes if outcome.must_be_right]
    return sum(due) / len(due) if due else 1.0


def _count(name: str, pairs: Iterable[tuple[str, Outcome]]) -> str:
    counts: dict[str, Counter[Verdict]] = {}
    for key, outcome in pairs:
        counts.setdefault(key, Counter())[outcome.verdict] += 1
    lines = [f"{name:<28}{'forms':>7}" + "".join(f"{verdict:>14}" for verdict in _VERDICTS)]
    for key in sorted(counts):
        lines.append(
            f"{key:<28}{counts[key].total():>7}"
            + "".join(f"{counts[key][verdict] or '.':>14}" for verdict in _VERDICTS)
        )
    return "\n".join(lines)


def _list_offenders(outcomes: list[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        if outcome.verdict in ("wrong", "lost", "extra", "held_wrongly"):
            kinds = "+".join(outcome.kinds) or "clean"
            yield f"{outcome.verdict:<12} {outcome.document:<10} {outcome.way:<16} {outcome.scheme:<15} {kinds:<40} {outcome.project} | {outcome.detail}"
