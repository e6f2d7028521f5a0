"""The ways in which documents are written: a name, the file suffix, and the function that writes sheets."""

from collections.abc import Callable
from typing import NamedTuple

from reportlab.lib.pagesizes import A3, A4, landscape

from orchestration.demo.writers.pdf import write_pdf
from orchestration.demo.writers.sheet import Sheet
from orchestration.demo.writers.text import write_text
from orchestration.demo.writers.xls import write_xls
from tests.containers.write_ofd import write_ofd
from tests.corpus.typed import type_cell
from tests.corpus.write_csv import write_csv
from tests.corpus.write_docx import write_docx
from tests.corpus.write_html import write_page_html, write_word_html
from tests.corpus.write_xlsx import write_xlsx

_LARGE = (landscape(A3)[0], 3 * landscape(A3)[1])  # a form on one page


class Way(NamedTuple):
    """A way; `family` groups ways that support the same oddities."""

    name: str
    ending: str
    family: str
    write: Callable[[list[Sheet]], bytes]


WAYS = (
    Way("text_utf8", "txt", "text", lambda sheets: write_text(sheets, "utf-8")),
    Way("text_bom", "txt", "text", lambda sheets: write_text(sheets, "utf-8-sig")),
    Way("text_gb18030", "txt", "text", lambda sheets: write_text(sheets, "gb18030")),
    Way("text_utf16", "txt", "text", lambda sheets: write_text(sheets, "utf-16")),
    Way("csv_commas", "csv", "csv", lambda sheets: write_csv(sheets, ",", "utf-8-sig")),
    Way("csv_semicolons", "csv", "csv", lambda sheets: write_csv(sheets, ";", "gb18030")),
    Way("html_word", "html", "html", write_word_html),
    Way("html_page", "html", "html", write_page_html),
    Way("docx_table", "docx", "docx", write_docx),
    Way("docx_paragraphs", "docx", "docx", lambda sheets: write_docx(sheets, "paragraphs")),
    Way("docx_layout", "docx", "docx", lambda sheets: write_docx(sheets, "layout")),
    Way("xlsx_text", "xlsx", "xlsx", lambda sheets: write_xlsx(sheets, typed=False)),
    Way("xlsx_typed", "xlsx", "xlsx", lambda sheets: write_xlsx(sheets, typed=True)),
    Way("xls", "xls", "xls", lambda sheets: write_xls(sheets, type_cell)),
    Way("et", "et", "xls", lambda sheets: write_xls(sheets, type_cell)),  # WPS writes the format of xls
    Way("pdf_page", "pdf", "pdf", lambda sheets: write_pdf(sheets, _LARGE)),
    Way("pdf_pages", "pdf", "pdf", lambda sheets: write_pdf(sheets, landscape(A4))),
    Way("ofd_page", "ofd", "pdf", lambda sheets: write_ofd(write_pdf(sheets, _LARGE))),
    Way("ofd_pages", "ofd", "pdf", lambda sheets: write_ofd(write_pdf(sheets, landscape(A4)), is_scaled=True)),
)
