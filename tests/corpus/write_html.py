"""Write sheets as a page that Word saved, and as a page of a bureau's site."""

import re

from orchestration.demo.writers.html import set_sheet
from orchestration.demo.writers.sheet import Sheet

_HEAD = '<meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15 (filtered)">'
_SPAN = "<span style='font-family:宋体'>"


def write_word_html(sheets: list[Sheet]) -> bytes:
    """Return a page of paragraphs and spans with fonts, as Word's filtered page."""
    body = "\n".join(map(set_sheet, sheets))
    body = re.sub(r"<p( [^>]*)?>(.*?)</p>", rf"<p class=MsoNormal\1>{_SPAN}\2</span></p>", body)
    body = re.sub(r"(<td[^>]*>)(.*?)</td>", rf"\1<p class=MsoNormal>{_SPAN}\2</span></p></td>", body)
    return f"<html>\n<head>\n{_HEAD}\n<style>p.MsoNormal{{margin:0cm}}</style>\n</head>\n<body lang=ZH-CN>\n<div class=WordSection1>\n{body}\n</div></body></html>\n".encode(
        "gb18030"
    )


def write_page_html(sheets: list[Sheet]) -> bytes:
    """Return a page with heading, date and navigation; the forms are inside a layout table."""
    body = "\n".join(map(set_sheet, sheets))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>绩效信息公开</title></head><body>'
        '<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div><h1>绩效信息公开</h1><p>发布时间：2024-05-01</p>'
        f'<table class="layout"><tr><td>{body}</td></tr></table><div class="foot">主办单位：县人民政府办公室</div></body></html>\n'
    ).encode()
