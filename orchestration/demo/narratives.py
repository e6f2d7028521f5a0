"""Write the narratives of an invented unit about a project, from the phrases of seeds/demo/narratives.csv."""

from decimal import Decimal

from orchestration.demo.city import Evaluation, read_data
from orchestration.demo.offences import Offence

_LOW = Decimal("0.85")


def write_narrative(evaluation: Evaluation, field_code: str) -> str:
    """Return a text for a field; if little was executed, a text that says so if there is one."""
    if evaluation.copied_from is not None and field_code != "goal":
        copied = write_narrative(evaluation.copied_from, field_code)
        return copied.replace("，", "，基本", 1) if Offence.NEARLY_COPIED in evaluation.offences else copied
    rows = [row for row in read_data("demo/narratives") if row["field_code"] == field_code]
    is_low = evaluation.rate < _LOW and not evaluation.is_saving
    low = [row for row in rows if row["condition"] == "low"] if is_low else []
    usual = [row for row in rows if not row["condition"]]
    rng = evaluation.make_rng(field_code)
    text: str = rng.choice(low or usual)["text"]
    details = [row["text"] for row in rows if row["condition"] == "detail"]
    if details:  # what a unit writes of this project only
        text += "".join(rng.sample(details, 4))
    return text.format(
        month=rng.randint(2, 12),
        number=rng.randint(3, 96),
        share=rng.randint(82, 99),
        project=evaluation.project.stem,
        measure=evaluation.project.measure,
        quantity=evaluation.project.quantity,
        actual=count_reached(evaluation),
        measure_unit=evaluation.project.measure_unit,
        effect=evaluation.project.effect,
    )


def count_reached(evaluation: Evaluation) -> int:
    """Return the delivered quantity: less than planned if little was executed, otherwise about as planned."""
    rng = evaluation.make_rng("reached")
    if Offence.TARGET_MISSED in evaluation.offences:
        return max(round(evaluation.project.quantity * rng.uniform(0.6, 0.93)), 1)
    if Offence.INFLATED in evaluation.offences or evaluation.is_saving:
        return round(evaluation.project.quantity * rng.uniform(1.0, 1.05))
    share = rng.uniform(0.98, 1.12) if evaluation.rate >= _LOW else float(evaluation.rate) + rng.uniform(0, 0.1)
    return max(round(evaluation.project.quantity * share), 1)
