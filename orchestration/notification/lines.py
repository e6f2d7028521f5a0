"""A digest as plain text and as the Markdown of office messengers, cut to a number of bytes."""

from collections.abc import Callable, Sequence

from orchestration.notification.digest import Digest, Figure, Section, Text

# Signs that Markdown or HTML gives a meaning: replaced by their wide forms, because messengers have no common escape.
_WIDE = str.maketrans("<>[]*`~|#\\!&", "＜＞［］＊｀～｜＃＼！＆")
_REST = Text("另有 {} 条", "and {} more")
_RELEASE, _REPORT = Text("版本", "Release"), Text("报告", "Report")
_OPEN = Text("打开报告", "Open the report")
_CUT = Text("……（未完）", "… (cut)")


def write_text(digest: Digest, languages: Sequence[str]) -> str:
    """Return the digest as plain text, one language after the other."""
    parts = []
    for language in languages:
        lines = [getattr(digest.title, language), _say_head(digest), ""]
        lines += [_say_figure(figure, language, str) for figure in digest.figures]
        for section in digest.sections:
            lines += ["", getattr(section.title, language)]
            lines += [f"  - {line}" for line in _list_lines(section, language)]
        if digest.place:
            lines += ["", f"{getattr(_RELEASE, language)} {digest.release_id}: {digest.place}"]
        if digest.link:
            lines.append(f"{getattr(_REPORT, language)}: {digest.link}")
        parts.append("\n".join(lines).strip())
    return "\n\n----\n\n".join(parts) + "\n"


def write_markdown(digest: Digest, languages: Sequence[str], most_bytes: int, *, has_title: bool = True) -> str:
    """Return the digest as Markdown that WeCom, DingTalk and Feishu all show; whole lines are left out at the end.

    One language comes after the other, so that the first is complete where there is no room for both.
    """
    lines = []
    for number, language in enumerate(languages):
        lines += ["----"] if number else []
        lines += [f"**{_plain(getattr(digest.title, language))}**"] if has_title or number else []
        lines += [_plain(_say_head(digest))] if not number else []
        lines += [_say_figure(figure, language, _bold) for figure in digest.figures]
        for section in digest.sections:
            lines.append(f"**{_plain(getattr(section.title, language))}**")
            lines += [f"- {_plain(line)}" for line in _list_lines(section, language)]
        if digest.place:
            lines.append(_plain(f"{getattr(_RELEASE, language)} {digest.release_id}: {digest.place}"))
    end = [f"[{_OPEN.say(languages)}]({digest.link})"] if digest.link else []
    cut = _CUT.say(languages)
    room = most_bytes - sum(len(line.encode()) + 2 for line in [*end, cut])
    kept: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 2
        if room < 0:
            kept.append(cut)
            break
        kept.append(line)
    return "\n\n".join([*kept, *end])


def _say_head(digest: Digest) -> str:
    return " · ".join(filter(None, ("绩效 Jixiao", digest.name, digest.at)))


def _list_lines(section: Section, language: str) -> list[str]:
    rest = [getattr(_REST, language).format(section.left_off)] if section.left_off else []
    return [*(getattr(line, language) for line in section.lines), *rest]


def _say_figure(figure: Figure, language: str, emphasise: Callable[[str], str]) -> str:
    label, value, change = (getattr(text, language) for text in figure[1:])
    colon = "：" if language == "zh" else ": "
    return f"{label}{colon}{emphasise(value)}{f' ({change})' if change else ''}"


def _plain(text: str) -> str:
    return text.translate(_WIDE)


def _bold(text: str) -> str:
    return f"**{_plain(text)}**"
