"""`jixiao redact`: write a copy of a document without names and texts, to be shared with developers."""

import hashlib
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.common import CommandError, load_settings
from orchestration.run.summary_tables import make_printable

if TYPE_CHECKING:
    from ingestion.records import ParsedDocument
    from ingestion.redaction.compare import Difference
    from ingestion.redaction.vocabulary import Vocabulary
    from orchestration.settings import Seeds, Settings

_MOST_SHOWN = 20
_NOT_SUPPORTED = (
    "a document of the type {kind} cannot be redacted: text, CSV, HTML, mht, docx and xlsx can; save it as docx or "
    "xlsx, or type what is read wrong into Word or Excel, and redact that file\n"
    "无法对 {kind} 类文件脱敏：仅支持文本、CSV、HTML、mht、docx 与 xlsx；请另存为 docx 或 xlsx，"
    "或将识别有误的部分录入 Word 或 Excel，再对该文件脱敏"
)
_LOOK = (
    "Figures and dates are those of the original. Open the file and look at all of it before you send it: the command "
    "cannot know what the remaining texts say about you.\n"
    "数字与日期均为原文。发送前务必打开文件逐页核对：命令无法判断保留的文字是否涉及本单位信息。"
)


@click.command("redact", short_help="Write a copy without names, to be shared.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to write to.",
)
def redact(file: Path, folder: Path) -> None:
    """Write a copy of FILE that can be shared with developers: a form that is read wrong, without names and texts.

    Names, narratives, codes and telephone numbers are replaced by others of the same length; figures, dates, known
    labels and the layout are kept; properties, comments, pictures and everything else that is not read is left out.
    Then both files are read and compared. Look at the copy before you send it.

    \b
    Examples:
      jixiao redact inbox/problem.docx
      jixiao redact inbox/problem.xlsx -o cases

    Exit code 0: the copy is read like the original. Exit code 1: it is read otherwise, or nothing could be written.
    """
    from ingestion.containers import ContainerError
    from ingestion.documents.parse import parse_document
    from ingestion.forms.layouts import load_layouts
    from ingestion.redaction.compare import compare
    from ingestion.redaction.redact import ENDINGS, NotSupportedError, redact_document

    settings = load_settings()
    limits = settings.limits
    try:
        content = _read(file, settings)
        redacted = redact_document(content, _load_vocabulary(settings.seeds), secrets.token_bytes(32), limits)
    except NotSupportedError as error:
        raise CommandError(_NOT_SUPPORTED.format(kind=error)) from error
    except ContainerError as error:
        raise CommandError(f"not redacted: {error.reason_code}: {error.detail}\n未脱敏：文件无法打开") from error
    # The name of the original may say whose form it is.
    path = folder / f"case-{secrets.token_hex(4)}.{ENDINGS[redacted.container]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(redacted.content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error}\n无法写入该文件") from error
    layouts = load_layouts(settings.seeds.locate("form_labels"))

    def parse(content: bytes) -> "ParsedDocument":
        return parse_document(content, hashlib.sha256(content).hexdigest(), layouts, limits)

    differences = compare(parse(content), parse(redacted.content))
    click.echo(f"Texts that were kept 保留的文字 ({len(redacted.kept)}):")
    click.echo("".join(f"  {make_printable(text)}\n" for text in redacted.kept), nl=False)
    _print_differences(differences)
    click.echo(f"Written 已写入: {path}\n{_LOOK}")
    sys.exit(1 if differences else 0)


def _read(file: Path, settings: "Settings") -> bytes:
    most = settings.limits.document_bytes
    try:
        if file.stat().st_size > most:
            raise CommandError(f"{file} has more than {most} bytes; see JIXIAO_MAX_DOCUMENT_MB\n文件超过大小上限")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error}\n无法读取该文件") from error


def _load_vocabulary(seeds: "Seeds") -> "Vocabulary":
    from ingestion.redaction.vocabulary import make_vocabulary

    columns = {
        "form_fields": "field_name_zh", "categories": "category_name_zh", "grade_aliases": "alias_name",
        "grade_bands": "grade_name_zh",
    }  # fmt: skip
    names = [row[column] for seed, column in columns.items() for row in seeds.read(seed)]
    return make_vocabulary(seeds.read("form_labels"), names)


def _print_differences(differences: list["Difference"]) -> None:
    if not differences:
        click.echo(
            "The copy is read like the original: the same forms, fields, numbers, places, issues and rejections."
        )
        click.echo("脱敏文件的识别结果与原文件一致：表、字段、数字、位置、存疑之处与无法识别之处均相同。")
        return
    click.echo(
        "THE COPY IS READ OTHERWISE: the case no longer shows the same.\n"
        "脱敏文件的识别结果与原文件不同，已不能重现原问题："
    )
    for table, number, column, original, redacted in differences[:_MOST_SHOWN]:
        place = f"{table} {number}" if number else table
        name = column or "number of rows 行数"
        click.echo(f"  {place}, {name}: original 原文件 {original}; copy 脱敏文件 {redacted}")
    if len(differences) > _MOST_SHOWN:
        click.echo(f"  and {len(differences) - _MOST_SHOWN} more 另有 {len(differences) - _MOST_SHOWN} 处")
