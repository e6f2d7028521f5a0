"""Write a notice of return (退回修改通知单) for each unit with open problems, and one for files of unknown units."""

import logging
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration.publication.outgoing.texts import make_file_name, say_amount, say_date, say_year
from orchestration.publication.outgoing.word import Paper, TableColumn
from orchestration.publication.publication_metadata import PublicationMetadata

logger = logging.getLogger("jixiao.release")

TITLE = "项目绩效自评表退回修改通知单"
STEWARDS_TITLE = "单位不明文件处理单"
STEWARDS = "-1"  # the recipient of what is of no known unit
MOST_RECIPIENTS = 5_000
MOST_PROBLEMS = 300  # of one notice
_COLUMNS = (
    TableColumn("序号", 5), TableColumn("项目及文件", 24), TableColumn("位置", 10), TableColumn("表上填写", 13),
    TableColumn("应为", 13), TableColumn("问题", 22), TableColumn("处理要求", 14),
    TableColumn("修改情况 / 说明", 22),
)  # fmt: skip


class _Recipient(NamedTuple):
    """A row of reporting.outgoing_recipients."""

    code: str
    name: str | None
    problem_count: int
    form_count: int
    budget_yuan: Any
    budget_unknown_count: int
    unread_file_count: int


def write_notices(connection: duckdb.DuckDBPyConnection, folder: Path, metadata: PublicationMetadata) -> None:
    """Write a notice for each recipient of the current database; without problems nothing is written.

    Of many recipients those with most problems get one.
    """
    recipients = [
        _Recipient(*row)
        for row in connection.execute(
            "select recipient_code, recipient_name, problem_count, form_count, budget_yuan, budget_unknown_count, "
            "unread_file_count from reporting.outgoing_recipients "
            f"order by recipient_code <> '{STEWARDS}', problem_count desc, recipient_code"
        ).fetchall()
    ]
    if len(recipients) > MOST_RECIPIENTS:
        logger.warning("%s notices of return are not written", len(recipients) - MOST_RECIPIENTS)
        recipients = recipients[:MOST_RECIPIENTS]
    if not recipients:
        return
    folder.mkdir(parents=True)
    problems: dict[str, list[dict[str, Any]]] = {recipient.code: [] for recipient in recipients}
    result = connection.execute(
        "select * from reporting.outgoing_problems "
        f"where problem_ordinal <= {MOST_PROBLEMS} order by recipient_code, problem_ordinal"
    )
    names = [column[0] for column in result.description]
    while rows := result.fetchmany(10_000):
        for row in rows:
            problem = dict(zip(names, row, strict=True))
            if problem["recipient_code"] in problems:
                problems[problem["recipient_code"]].append(problem)
    taken: set[str] = set()
    for recipient in recipients:
        paper = _write(recipient, problems[recipient.code], metadata)
        paper.save(folder / f"{_name_file(recipient, taken)}.docx", metadata.released_at)


def _name_file(recipient: _Recipient, taken: set[str]) -> str:
    """Return a file name that no other recipient has, also where case does not count."""
    if recipient.code == STEWARDS:
        return STEWARDS_TITLE
    name = f"退回修改通知单-{make_file_name(recipient.name or recipient.code)}"
    if name.casefold() in taken:
        name = f"{name} {make_file_name(recipient.code)}"
    taken.add(name.casefold())
    return name


def _write(recipient: _Recipient, problems: list[dict[str, Any]], metadata: PublicationMetadata) -> Paper:
    """Return the notice of a recipient: the letter, then its problems on landscape pages."""
    publisher = metadata.publication.publisher
    is_for_stewards = recipient.code == STEWARDS
    title = STEWARDS_TITLE if is_for_stewards else TITLE
    paper = Paper(title, publisher or "Jixiao 绩效")
    paper.add(title, "Title")
    paper.add("数据管理员：" if is_for_stewards else f"{recipient.name or recipient.code}：", "Plain")
    paper.add(_introduce(recipient, is_for_stewards))
    if is_for_stewards:
        paper.add("请查明报送单位，按附件所列处理要求办理，并在“修改情况 / 说明”栏注明结果。")
    else:
        paper.add(
            "请对照附件逐项核对原件：标明“强制性审核”的，更正后重新报送，更正前该表暂不计入汇总；"
            "标明“核实性审核”的，有误的更正，无误的说明理由。请在“修改情况 / 说明”栏逐项填写，"
            "随更正后的自评表一并报送。"
        )
    if metadata.publication.contact:
        paper.add(f"联系方式：{metadata.publication.contact}")
    paper.add("附件：问题清单及修改情况")
    paper.add("", "Plain")
    paper.add(publisher or "（发文单位）", "Closing")
    paper.add(say_date(metadata.released_at), "Closing")
    paper.turn()
    paper.add(f"附件  问题清单及修改情况（数据版本 {metadata.release_id}）", "caption")
    paper.add_table(_COLUMNS, [_list(problem, is_for_stewards) for problem in problems])
    if recipient.problem_count > len(problems):
        left_out = recipient.problem_count - len(problems)
        paper.add(f"另有 {left_out:,} 处问题未列出，更正以上各处并重新报送后再行核对。", "Cell")
    if not is_for_stewards:
        paper.add(
            "填报人：　　　　　　　　负责人：　　　　　　　　填报日期：　　　　年　　月　　日（单位盖章）", "Cell"
        )
    return paper


def _introduce(recipient: _Recipient, is_for_stewards: bool) -> str:
    """Return the sentence that says how many forms and files have problems."""
    parts = []
    if recipient.form_count:
        money = say_amount(recipient.budget_yuan, recipient.budget_unknown_count)
        amount = "预算金额均不明" if recipient.budget_yuan is None else f"涉及预算 {money}"
        parts.append(f"{recipient.form_count:,} 份项目绩效自评表未通过审核（待核实，暂不计入汇总），{amount}")
    if recipient.unread_file_count:
        parts.append(f"{recipient.unread_file_count:,} 份文件全部或部分内容无法识别")
    whose = "下列文件的报送单位不明：" if is_for_stewards else "经审核，你单位报送的材料中有"
    return f"{whose}{'；'.join(parts)}；共 {recipient.problem_count:,} 处问题，详见附件。"


def _list(problem: dict[str, Any], is_for_stewards: bool) -> list[str]:
    """Return the cells of a problem; the last is room for the reply."""
    path = problem["relative_path"] if is_for_stewards else problem["file_name"]
    form = f"{problem['project_name'] or '项目名称不明'}（{say_year(problem['fiscal_year'])}）"
    lines = [*([form] if problem["problem_kind"] == "finding" else []), path or ""]
    return [
        str(problem["problem_ordinal"]),
        "\n".join(line for line in lines if line),
        problem["place_zh"] or "整份文件",
        problem["observed"] or "（空）",
        problem["expected_zh"] or "—",
        f"{problem['finding_name_zh']}：{problem['message_zh']}",
        problem["action_zh"],
        "",
    ]
