"""Compute the fingerprint of a form, which identifies duplicates."""

import hashlib

from ingestion.forms.form_header import READ_IN_PART
from ingestion.forms.tables import Table
from ingestion.normalise import fold_number, normalise
from ingestion.records import FormField


def hash_content(scheme_code: str, year: int | None, fields: list[FormField], table: Table | None) -> str:
    """Return a SHA-256 of the normalised fields, line items and totals of a form, without positions and notes.

    The columns of the records are used where they are what `normalise` returns for the printed text.
    """
    parts = [scheme_code, str(year)]
    for field in fields:
        parts.append(f"{field.label_normalised}|{field.label_unit}|{fold_number(_get_whole(field))}")
    if table:
        for line in table.lines:
            texts = (
                line.category_normalised or "", line.subcategory_normalised or "", line.indicator_name_normalised,
                normalise(line.explanation_text), line.target_operator_normalised, line.target_normalised,
                line.target_unit_normalised, line.actual_normalised, line.weight_normalised,
                line.self_score_normalised, normalise(line.deviation_text), normalise(line.remark_text),
            )  # fmt: skip
            parts.append("|".join(map(fold_number, texts)))
        parts += [
            f"{score.assessor_role_code}|{fold_number(score.score_normalised)}" for score in table.assessor_scores
        ]
        parts += [f"{cell.label_normalised}|{fold_number(_get_whole(cell))}" for cell in table.other_cells]
        total = table.total
        parts += (
            [fold_number(normalise(text)) for text in (total.weight_text, total.score_text)] if total else ["no total"]
        )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _get_whole(field: FormField) -> str:
    """Return the whole printed value, normalised."""
    return normalise(field.value_text) if field.field_code in READ_IN_PART else field.value_normalised
