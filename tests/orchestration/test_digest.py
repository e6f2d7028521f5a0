"""The digest of a run: what it says, its length, and that texts of documents are harmless in it."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from orchestration.notification.compose import compose_digest
from orchestration.notification.digest import MOST_LINES, Digest
from orchestration.notification.lines import write_markdown, write_text
from orchestration.notification.mail import write_html
from orchestration.notification.webhooks import make_card, make_request
from orchestration.settings import Settings, read_settings
from tests.orchestration.small_release import Content, add_release

BOTH = ("zh", "en")
EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>&{{7*7}} [点我](https://evil.example/a) "
    "<font color=red>**`|~#</font><at id=all></at>\u202egnp.exe\u200b\x00\r\nBcc: a@b.example"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"JIXIAO_HOME": str(tmp_path / "home"), "JIXIAO_PUBLISHER": "某市"})


def figures(digest: Digest) -> dict[str, tuple[str, str]]:
    return {figure.code: (figure.value.zh, figure.change.zh) for figure in digest.figures}


def lines(digest: Digest, title: str) -> list[str]:
    return [line.en for section in digest.sections if section.title.en.startswith(title) for line in section.lines]


def test_a_release_is_compared_with_the_one_before(settings: Settings) -> None:
    add_release(
        settings.home, "00000001", Content(quarantined=((1, "甲", "单位一"),), rejected=(("00000001", "old.txt"),))
    )
    run = add_release(
        settings.home,
        "00000002",
        Content(
            admitted=14,
            loads=("00000001", "00000002"),
            quarantined=((1, "甲", "单位一"), (2, "乙", "单位二")),
            rejected=(("00000001", "old.txt"), ("00000002", "new.txt")),
            years={2024: (14, 2_000_000, 1_500_000), 2023: (0, 0, 0)},
            corrected=2,
            missing=3,
        ),
    )
    digest = compose_digest(settings, run)
    assert digest.title.zh == "已发布 00000002 · 审核通过 14 (+4) · 待核实 2 (+1)"
    assert digest.title.en == "Released 00000002 · admitted 14 (+4) · quarantined 2 (+1)"
    assert (digest.name, digest.former_id, digest.place) == ("某市", "00000001", str(settings.current))
    assert figures(digest) == {
        "received": ("5", ""),
        "admitted": ("14", "+4"),
        "quarantined": ("2", "+1"),
        "rejections": ("2", "+1"),
        "corrected": ("2", "+2"),
        "missing": ("3 / 应报 3", "+3"),
        "budget": ("200.00 万元", "+100.00 万元"),
        "executed": ("150.00 万元", "+60.00 万元"),
        "execution_rate": ("75.00%", "-15.00 个百分点"),
    }
    assert lines(digest, "Files received") == ["4 read, 1 rejected, 12 forms in them"]
    assert lines(digest, "Why forms") == ["Totals match: 2"]
    assert lines(digest, "Units with") == ["单位一: 1 / 4", "单位二: 1 / 4"]
    assert lines(digest, "Newly quarantined") == ["乙 (单位二, 2024): totals differ"]
    assert lines(digest, "Newly rejected") == ["new.txt: empty. ask"]
    assert lines(digest, "Changes by fiscal year")[0] == (
        "2024: evaluations 14 (+4), budget 2.00 million yuan (+1.00 million yuan), execution rate 75.00% (-15.00 pp)"
    )


def test_the_first_release_is_compared_with_nothing(settings: Settings) -> None:
    digest = compose_digest(settings, add_release(settings.home, "00000001", Content(quarantined=((1, "甲", "一"),))))
    assert digest.former_id == ""
    assert {change for _, change in figures(digest).values()} == {""}
    assert lines(digest, "Newly quarantined") == []


def test_a_former_release_with_other_tables_is_not_compared(settings: Settings) -> None:
    add_release(settings.home, "00000001", Content())
    (settings.releases / "00000001" / "warehouse.duckdb").write_bytes(b"not a database")
    digest = compose_digest(settings, add_release(settings.home, "00000002", Content()))
    assert (digest.former_id, figures(digest)["admitted"]) == ("", ("10", ""))


def test_a_release_that_cannot_be_read_is_reported_with_the_counts_of_the_run(settings: Settings) -> None:
    run = add_release(settings.home, "00000001", Content())
    (settings.releases / "00000001" / "warehouse.duckdb").write_bytes(b"not a database")
    digest = compose_digest(settings, {**run, "digest": {"admitted": 10, "quarantined": 1}})
    assert figures(digest) == {"admitted": ("10", ""), "quarantined": ("1", "")}
    assert "not a valid" in lines(digest, "The release cannot be read")[0]


@pytest.mark.parametrize("status", ["failed", "interrupted"])
def test_a_run_without_a_release_says_why_and_what_readers_have(settings: Settings, status: str) -> None:
    add_release(settings.home, "00000001", Content())
    run = {
        "status": status,
        "at": "2026-11-27T02:00:00+00:00",
        "stage": "dbt",
        "cause": "a test failed",
        "log": "/x.log",
    }
    digest = compose_digest(settings, run)
    assert lines(digest, "Cause") == ["dbt: a test failed", "log: /x.log"]
    assert lines(digest, "Effect")[0].startswith("readers keep release 00000001 of 2026-11-27")


def test_excluded_models_and_no_secrets(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "JIXIAO_HOME": str(tmp_path),
            "JIXIAO_POSTGRES_URL": "postgresql://writer:pa%ss@db/x",
            "JIXIAO_WEBHOOK_WECOM_URL": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx",
        }
    )
    run = {
        "status": "failed", "at": "", "stage": "release", "withheld": {"ind_x": "693a91f6-7xxx"},
        "cause": "cannot reach postgresql://writer:pa%ss@db/x with pa%ss",
    }  # fmt: skip
    text = write_text(compose_digest(settings, run), BOTH)
    assert "pa%ss" not in text and "693a91f6" not in text
    assert "release: cannot reach *** with ***" in text


def make_evil(settings: Settings, count: int, text: str) -> Digest:
    """Return the digest of a release whose documents contain a text everywhere."""
    add_release(settings.home, "00000001", Content())
    forms = tuple((key, f"{key}{text}", f"{key}{text}") for key in range(count))
    paths = tuple(("00000002", f"{key}{text}") for key in range(count))
    content = Content(
        loads=("00000001", "00000002"),
        quarantined=forms,
        rejected=paths,
        years=dict.fromkeys(range(1900, 2050), (1, 1, 1)),
    )
    run = add_release(settings.home, "00000002", content)
    return compose_digest(settings, {**run, "withheld": {f"{key}{text}": text for key in range(count)}})


class Tags(HTMLParser):
    """Collects the tags of a page and the attributes that can do something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_texts_of_documents_are_harmless(settings: Settings) -> None:
    digest = make_evil(settings, 3, EVIL)
    page = Tags(write_html(digest, BOTH))
    assert page.tags <= {"html", "head", "meta", "title", "body", "table", "tr", "td", "div", "ul", "li"}
    assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "href")}
    markdown = write_markdown(digest, BOTH, 100_000)
    shown = markdown.replace("**", "")
    assert not set("<>[]`|#*") & set(shown) and "://" not in shown
    for text in (markdown, write_text(digest, BOTH), write_html(digest, BOTH)):
        assert not set("\u202e\u200b\x00\r") & set(text)
        assert "https://evil" not in text
    assert "{{7*7}}" in write_html(digest, BOTH)


def test_the_length_is_bounded(settings: Settings) -> None:
    digest = make_evil(settings, 300, "字<" * 4000)
    assert all(len(section.lines) <= MOST_LINES for section in digest.sections)
    assert max(section.left_off for section in digest.sections) == 295
    assert len(write_html(digest, BOTH)) < 60_000
    assert len(write_text(digest, BOTH)) < 20_000
    for kind, most in (("wecom", 4096), ("dingtalk", 20_000), ("feishu", 20_000), ("json", 40_000)):
        url = {"json": "JIXIAO_WEBHOOK_URL"}.get(kind, f"JIXIAO_WEBHOOK_{kind.upper()}_URL")
        (webhook,) = read_settings({url: "https://example.org/hook"}).notification.webhooks
        _, body, _ = make_request(webhook, digest, BOTH, 0)
        text = json.loads(body).get("markdown", {}).get("content", "").encode() if kind == "wecom" else body
        assert len(text) <= most, kind


def write_changes(settings: Settings, figure: str, old: str | None, new: str | None, project: str = "甲项目") -> None:
    settings.build.mkdir(parents=True, exist_ok=True)
    example = {
        "evaluation_key": 1,
        "project_name": project,
        "budget_unit_name": "单位一",
        "figure": figure,
        "old": old,
        "new": new,
    }
    changes = {"compared": 10, "changed": 3, "left": 1, "by_figure": {figure: 3}, "examples": [example]}
    (settings.build / "changes.json").write_text(json.dumps(changes), "utf-8")


@pytest.mark.parametrize(
    ("figure", "old", "new", "line"),
    [
        ("executed_yuan", "100.00", "99.00", "甲项目 (单位一): executed (yuan) 100.00 → 99.00"),
        ("budget_yuan", None, "1.00", "甲项目 (单位一): budget (yuan) – → 1.00"),
        ("line_items", "1: 5/5, 2: 3/5", "1: 5/5, 2: 4/5", "甲项目 (单位一): scores of line items 2: 3/5 → 2: 4/5"),
    ],
)
def test_changed_figures_of_earlier_evaluations_are_listed(
    settings: Settings, figure: str, old: str | None, new: str | None, line: str
) -> None:
    run = add_release(settings.home, "00000001", Content())
    write_changes(settings, figure, old, new)
    digest = compose_digest(settings, run)
    name = (
        line.partition("): ")[2].partition(f" {old or '–'} →")[0] if figure != "line_items" else "scores of line items"
    )
    assert lines(digest, "Evaluations released before") == [f"3 of 10 changed, 1 no longer admitted ({name} 3)", line]
    (section,) = [section for section in digest.sections if section.title.en.startswith("Evaluations released before")]
    assert (section.left_off, "数字有变化" in section.title.zh, "不再审核通过 1 份" in section.lines[0].zh) == (
        2,
        True,
        True,
    )
    text = write_text(digest, BOTH)
    assert line in text and "单位一）：" in text


def test_changed_figures_are_those_of_the_run(settings: Settings) -> None:
    """After a run that did not come as far as the comparison the file is of an earlier build."""
    add_release(settings.home, "00000001", Content())
    write_changes(settings, "executed_yuan", "2", "1", project=f"乙{EVIL}")
    failed = {"status": "failed", "at": "", "stage": "release", "cause": "a data test failed"}
    assert lines(compose_digest(settings, failed), "Evaluations released before") == []
    refused = {**failed, "cause": f"40 of 50 would change: see {settings.build / 'changes.json'}"}
    assert len(lines(compose_digest(settings, refused), "Evaluations released before")) == 2
    assert not set("\u202e\u200b\x00\r") & set(write_text(compose_digest(settings, refused), BOTH))
    (settings.build / "changes.json").write_text("{half")
    assert lines(compose_digest(settings, refused), "Evaluations released before") == []


def test_one_language(settings: Settings) -> None:
    digest = compose_digest(settings, add_release(settings.home, "00000001", Content(quarantined=((1, "甲", "一"),))))
    english = write_text(digest, ("en",)) + write_markdown(digest, ("en",), 9999) + write_html(digest, ("en",))
    assert "审核通过" not in english and "Why forms are quarantined" in english
    chinese = write_text(digest, ("zh",)) + write_markdown(digest, ("zh",), 9999) + write_html(digest, ("zh",))
    assert "admitted" not in chinese and "待核实原因" in chinese


def test_the_card_has_a_button_and_the_colour_of_the_result(settings: Settings, tmp_path: Path) -> None:
    linked = read_settings(
        {"JIXIAO_HOME": str(settings.home), "JIXIAO_NOTIFY_LINK": "https://bi.example.org/r?a=1&b=2"}
    )
    card = make_card(compose_digest(linked, add_release(settings.home, "00000001", Content())), BOTH)
    assert card["header"]["template"] == "green"
    button: dict[str, Any] = card["elements"][-1]["actions"][0]
    assert button["url"] == "https://bi.example.org/r?a=1&b=2"
    page = write_html(compose_digest(linked, {"status": "failed", "at": ""}), BOTH)
    assert 'href="https://bi.example.org/r?a=1&amp;b=2"' in page
