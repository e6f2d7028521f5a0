"""Sheets as a web page: as Word saves it, and as a bureau's site sets it in a table of its own."""

from html import escape

from tests.corpus.grid import Cell, Sheet
from tests.corpus.runs import HTML_STYLES, order_runs


def write_word_html(sheets: list[Sheet]) -> bytes:
    """Paragraphs and spans with fonts, as Word's filtered page."""
    body = "\n".join(_set_sheet(sheet, is_word=True) for sheet in sheets)
    head = '<meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15 (filtered)">'
    return f"<html>\n<head>\n{head}\n<style>p.MsoNormal{{margin:0cm}}</style>\n</head>\n<body lang=ZH-CN>\n<div class=WordSection1>\n{body}\n</div></body></html>\n".encode(
        "gb18030"
    )


def write_page_html(sheets: list[Sheet]) -> bytes:
    """A page of a bureau's site: heading, date and navigation, the forms inside a table that only lays out."""
    body = "\n".join(_set_sheet(sheet, is_word=False) for sheet in sheets)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>绩效信息公开</title></head><body>'
        '<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div><h1>绩效信息公开</h1><p>发布时间：2024-05-01</p>'
        f'<table class="layout"><tr><td>{body}</td></tr></table><div class="foot">主办单位：县人民政府办公室</div></body></html>\n'
    ).encode()


def _set_sheet(sheet: Sheet, *, is_word: bool) -> str:
    above = "\n".join(
        _set_paragraph(escape(line).replace("\t", "&nbsp;" * 8), is_word, is_centred=True) for line in sheet.above
    )
    below = "\n".join(_set_paragraph(escape(line), is_word) for line in sheet.below)
    rows = "\n".join(f"<tr>{''.join(_set_cell(cell, is_word) for cell in cells)}</tr>" for cells in sheet.rows())
    return f'{above}\n<table border="1" cellspacing="0">\n{rows}\n</table>\n{below}'


def _set_paragraph(markup: str, is_word: bool, *, is_centred: bool = False) -> str:
    align = ' align="center"' if is_centred else ""
    if is_word:
        return f"<p class=MsoNormal{align}><span style='font-family:宋体'>{markup or '&nbsp;'}</span></p>"
    return f"<p{align}>{markup or '&nbsp;'}</p>"


def _set_cell(cell: Cell, is_word: bool) -> str:
    spans = "".join(
        f' {name}="{count}"' for name, count in (("colspan", cell.columns), ("rowspan", cell.rows)) if count > 1
    )
    markup = "".join(
        f'<span style="{HTML_STYLES[run.look]}">{escape(run.text)}</span>' if run.look else escape(run.text)
        for run in order_runs(cell)
    ).replace("\n", "<br/>")
    return f"<td{spans}>{_set_paragraph(markup, is_word) if is_word else markup}</td>"
