"""Write the narratives of an invented unit about a project, from the phrases of seeds/demo/narratives.csv."""

from decimal import Decimal

from orchestration.demo.city import Evaluation, read_data

_LOW = Decimal("0.85")


def write_narrative(evaluation: Evaluation, field_code: str) -> str:
    """Return a text for a field; if little was executed, a text that says so if there is one."""
    rows = [row for row in read_data("demo/narratives") if row["field_code"] == field_code]
    low = [row for row in rows if row["condition"] == "low"] if evaluation.rate < _LOW else []
    usual = [row for row in rows if not row["condition"]]
    text: str = evaluation.make_rng(field_code).choice(low or usual)["text"]
    return text.format(
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
    share = rng.uniform(0.98, 1.12) if evaluation.rate >= _LOW else float(evaluation.rate) + rng.uniform(0, 0.1)
    return max(round(evaluation.project.quantity * share), 1)
