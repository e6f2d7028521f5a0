"""Other documents of an inbox: files that cannot be read, and forms of another kind."""

import io
from collections.abc import Callable

from orchestration.demo.city import NOTICE, Evaluation, show_amount
from orchestration.demo.containers import draw_text, write_forms
from orchestration.demo.paper import Paper
from orchestration.demo.writers.archive import pack

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TARGETS = ["一级指标", "二级指标", "三级指标", "指标值"]
_KINDS: tuple[tuple[str, list[str]], ...] = (  # of other forms: title, last columns
    ("项目支出绩效目标申报表", []),
    ("项目支出绩效运行监控表", ["1-7月完成值"]),
    ("部门整体支出绩效自评表", ["实际完成值", "分值", "得分"]),
    ("项目支出绩效自评复核表", ["自评得分", "复核得分"]),
)


def make_other_form(evaluation: Evaluation, kind: int) -> tuple[str, bytes]:
    """Return name and bytes of a form that is not a self-evaluation of a project; each number is of the next kind."""
    rng = evaluation.make_rng("other form")
    title, columns = _KINDS[kind % len(_KINDS)]
    project = evaluation.project
    head = [
        ["项目名称", project.name],
        ["主管部门", evaluation.unit_name],
        ["资金总额（元）", show_amount(evaluation.budget)],
    ]
    target = f"≥{project.quantity}{project.measure_unit}"
    rows = [
        ["产出指标", "数量指标", project.measure, target, *[""] * len(columns)],
        ["效益指标", "社会效益指标", project.effect, "明显", *[""] * len(columns)],
    ]
    paper = Paper((title, f"（{evaluation.year}年度）"), head, [*_TARGETS, *columns], rows, None, (NOTICE,), labels=2)
    if rng.random() < 0.4:
        return f"{title}.docx", write_forms([paper], "docx")
    return f"{title}.txt", draw_text([paper], rng)


def make_unreadable(evaluation: Evaluation, kind: int) -> tuple[str, bytes]:
    """Return name and bytes of a file without a readable form; each number is of the next kind."""
    name, make = _UNREADABLE[kind % len(_UNREADABLE)]
    return name.format(evaluation.project.name), make(evaluation)


def _make_scan(evaluation: Evaluation) -> bytes:
    """Return a PDF without text."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    canvas.rect(60, 60, 480, 700, fill=1)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _make_photo(evaluation: Evaluation) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + _make_noise(evaluation, 2_000)


def _make_noise(evaluation: Evaluation, length: int) -> bytes:
    return evaluation.make_rng("noise").randbytes(length)


def _make_compound(stream_name: str) -> Callable[[Evaluation], bytes]:
    """Return a file that begins like an old Office document."""
    return lambda evaluation: (
        _COMPOUND + bytes(504) + f"{stream_name}\0".encode("utf-16-le") + _make_noise(evaluation, 512)
    )


def _make_letter(evaluation: Evaluation) -> bytes:
    """Return a cover letter."""
    subject = f"关于报送{evaluation.year}年度绩效自评材料的函"
    return f"{subject}\n\n示例市财政局：\n现将{evaluation.unit_name}有关材料随函报送。\n{NOTICE}\n".encode()


def _make_other_table(evaluation: Evaluation) -> bytes:
    """Return a form whose table has an unknown header."""
    lines = [
        "项目绩效自我评价",
        f"项目名称：\t{evaluation.project.name}\t预算单位：\t{evaluation.unit_name}",
        f"当年预算数（元）：\t{show_amount(evaluation.budget)}\t预算执行数（元）：\t{show_amount(evaluation.executed)}",
        "",
        "序号\t内容\t满分\t打分",
        "1\t完成情况\t60\t58",
        "2\t实施效果\t40\t38",
        NOTICE,
    ]
    return "\n".join(lines).encode()


def _cut(evaluation: Evaluation) -> bytes:
    """Return the first half of a Word document."""
    whole = pack({"word/document.xml": _make_noise(evaluation, 3_000)})
    return whole[: len(whole) // 2]


_UNREADABLE: tuple[tuple[str, Callable[[Evaluation], bytes]], ...] = (
    ("{}自评表.txt", lambda evaluation: b""),
    ("{}自评表（盖章扫描件）.pdf", _make_scan),
    ("报送函.txt", _make_letter),
    ("{}自评表照片.jpg", _make_photo),
    ("{}自评汇报（演示文稿）.ppt", _make_compound("PowerPoint Document")),
    ("{}自评表（上传中断）.docx", _cut),
    ("{}自评表（加密）.xlsx", _make_compound("EncryptedPackage")),
    ("{}打分表.txt", _make_other_table),
    ("绩效材料.rar", lambda evaluation: b"Rar!\x1a\x07\x00" + _make_noise(evaluation, 400)),
)
