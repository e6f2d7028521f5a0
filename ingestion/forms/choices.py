"""Read answers given by ticking boxes: ☑是 □否 is 是."""

import re

from ingestion.normalise import normalise

_TICKED = "☑☒√✓✔✅✗✘■●⊙◉"
_UNTICKED = "□☐○◯◻"
_BRACKETED = re.compile(r"[(\[【] ?([√✓✔vVxX×✗✘☑☒■]?) ?[)\]】]")
_BOX = re.compile(f"[{_TICKED}{_UNTICKED}]")
_BETWEEN = " 、,，;；/|"
_YES_NO = {"TRUE": "是", "FALSE": "否", "YES": "是", "NO": "否", "Y": "是", "N": "否"}


def has_boxes(text: str) -> bool:
    """Whether a text contains boxes to tick."""
    return bool(_BOX.search(_spell_boxes(text)))


def read_choice(text: str) -> str | None:
    """Return the only ticked option of a text with boxes, None if none or several are ticked."""
    text = _spell_boxes(normalise(text))
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return None
    is_before = not text[: boxes[0].start()].strip(_BETWEEN)  # ☑是 □否, and not 是☑ 否□
    ticked = []
    for place, box in enumerate(boxes):
        if is_before:
            stop = boxes[place + 1].start() if place + 1 < len(boxes) else len(text)
            option = text[box.end() : stop]
        else:
            option = text[boxes[place - 1].end() if place else 0 : box.start()]
        if box[0] in _TICKED:
            ticked.append(option.strip(_BETWEEN))
    return ticked[0] if len(ticked) == 1 and ticked[0] else None


def read_yes_or_no(text: str) -> str | None:
    """Return 是 or 否 for an answer in words, a ticked box or a Boolean cell; None for any other text."""
    answer = read_choice(text) if has_boxes(text) else normalise(text)
    answer = (answer or "").replace(" ", "").rstrip("。.")
    answer = _YES_NO.get(answer.upper(), answer)
    return answer if answer in ("是", "否") else None


def _spell_boxes(text: str) -> str:
    """Return the text with brackets around a tick or a blank replaced by boxes."""
    return _BRACKETED.sub(lambda match: "☑" if match[1] else "☐", text)
