"""Words that any form prints. They are kept when a document is redacted; every other text is replaced."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ingestion.normalise import squash

# Words that are not labels: answers, fillers, numbers of forms, what stands behind labels, the template, currencies.
_OTHER_WORDS = (
    "年度", "万元", "亿元", "元整", "元正", "人民币", "人民币元", "人民币万元", "人民币亿元", "金额", "金额单位",
    "计量单位", "货币单位", "单位", "盖章", "公章", "签章", "签字", "签名", "全称", "单位全称", "必填", "选填",
    "调整前", "调整后", "执行率", "附件", "附表", "公开", "样表", "序号", "指标", "备用指标", "预留指标",
    "空白指标", "备用", "预留", "待定", "其他", "其它", "其中", "包括", "主要有", "主要是", "主要包括", "如下",
    "例如", "暂无", "没有", "不适用", "同上", "见附件", "详见附件", "见附表", "详见附表", "等级", "等次", "评定",
    "考核", "结果", "结论", "级别", "true", "false", "yes", "no", "na", "rmb", "cny", "usd", "us", "hk", "美元",
    "美金", "港币", "港元", "澳币", "澳元", "欧元", "日元", "日圆", "韩元", "加元", "纽元", "英镑", "台币",
    "新台币", "新加坡元", "瑞士法郎", "卢布", "泰铢", "eur", "jpy", "gbp", "hkd", "mop", "twd", "ntd", "krw", "sgd",
    "aud", "cad", "nzd", "chf", "rub", "thb", "inr", "myr", "vnd",
)  # fmt: skip
_OTHER_SIGNS = "年月日元圆分万亿整正是否无空注附表第页共含优良中差"
# Signs of replacements must not form a word that the reader knows.
_RESERVED = (
    "一二三四五六七八九十百千两零的或和与及谐睦解会时格其主要包括有是如下例即第期号人民币美港澳欧日韩加纽英镑新台坡瑞士法郎卢布泰铢"
    "填报写工作告说明通知要求办法情况公示模板汇总评价绩效指标自打分小于等约万亿"
)
_BRACKETS = re.compile(r"[^\w]+")
_SHORTEST_TITLE = 4
# Fields of a form that identify a person, a unit or a project, with figures.
IDENTIFYING = frozenset(
    {"other_person", "other_telephone", "other_address", "other_unit_code", "project_code", "other_publication"}
)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words that are kept, squashed, and the signs of which replacements consist.

    `words` have at least two signs, `signs` are words of one. `fragments` are beginnings and ends of labels, which a
    page break may split. `titles` stand at the end of a title line. `identifying` are labels before a telephone
    number, a code or an address.
    """

    words: frozenset[str]
    signs: frozenset[str]
    fragments: frozenset[str]
    titles: tuple[str, ...]  # the longest first
    identifying: frozenset[str]

    @cached_property
    def pool(self) -> str:
        """Return common characters that no word contains."""
        used = set("".join(self.words)) | self.signs | set(_RESERVED)
        common = bytes(byte for row in range(0xB0, 0xD7) for column in range(0xA1, 0xFF) for byte in (row, column))
        return "".join(sign for sign in common.decode("gb2312") if sign not in used)

    @cached_property
    def longest(self) -> int:
        """Return the number of signs of the longest word."""
        return max(map(len, self.words))


def make_vocabulary(labels: Iterable[Mapping[str, str]], names: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of the rows of form_labels.csv, and of further names: of fields, categories, grades."""
    rows = [(row["part"], squash(row["label"]), row["field_code"]) for row in labels]
    known = {label for _, label, _ in rows} | {squash(name) for name in names} | set(_OTHER_WORDS)
    known |= {label.removesuffix("表") for part, label, _ in rows if part in ("title", "set_aside")}
    words = known | {word for label in known for word in _BRACKETS.split(label)}
    titles = {label for part, label, _ in rows if part in ("title", "set_aside", "title_ending")}
    titles |= {title.removesuffix("表") for title in titles if len(title) > _SHORTEST_TITLE}
    fragments = {
        part for label in known for place in range(2, len(label) - 1) for part in (label[:place], label[place:])
    }
    return Vocabulary(
        words=frozenset(word for word in words if len(word) > 1),
        signs=frozenset(word for word in words if len(word) == 1 and not word.isdigit()) | frozenset(_OTHER_SIGNS),
        fragments=frozenset(fragments),
        titles=tuple(sorted(titles, key=len, reverse=True)),
        identifying=frozenset(label for _, label, code in rows if code in IDENTIFYING),
    )
