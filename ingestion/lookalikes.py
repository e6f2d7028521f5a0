"""Characters that look like others: radicals printed for ideographs, Greek and Cyrillic letters for Latin ones.

PDF fonts often name the glyph of 长 by its radical (U+2ED3). Unicode's NFKC replaces the radicals of the Kangxi block
only. This table has those of the supplement that are ideographs by themselves (EquivalentUnifiedIdeograph of Unicode).
"""

import re

_RADICALS = (
    "⺟母⺠民⺩王⺮竹⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
_GREEK = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo"
_CYRILLIC = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeѕsіiјjоoрpсcуyхx"
_PAIRS = _RADICALS + _GREEK + _CYRILLIC
_TABLE = str.maketrans(_PAIRS[::2], _PAIRS[1::2])
_LOOKALIKE = re.compile(f"[{_PAIRS[::2]}]")


def replace_lookalikes(text: str) -> str:
    """Return the text with the usual character for each that looks the same."""
    return text.translate(_TABLE) if _LOOKALIKE.search(text) else text
