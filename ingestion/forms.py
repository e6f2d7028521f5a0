"""A document's rows into forms: where each begins, its head, table, total and notes; a role for every line."""

import hashlib
import re
from collections import Counter
from typing import NamedTuple

from ingestion.containers.result import ContainerText
from ingestion.heads import Head, Pair, read_foot, read_head
from ingestion.layouts import Layout, Layouts, Title
from ingestion.normalise import fold_number, normalise, squash, to_plain
from ingestion.records import (
    AssessorScore,
    Document,
    Evaluation,
    FormField,
    IndicatorLine,
    ParsedDocument,
    ReadingIssue,
    Rejection,
    SetAsideForm,
)
from ingestion.rows import Rows
from ingestion.tables import Table, find_header, read_points, read_table

_EXCERPT_LENGTH = 120
_ROLES = ("title", "head", "header", "row", "fragment", "total", "note", "set_aside", "rejected")
_YEAR_LINE = re.compile(r"\(?(20\d\d)年?度?\)?")


class _TitleLine(NamedTuple):
    line: int
    title: Title
    stop: int  # the line after the last that may belong to it: the next title, or the end of its part


class FormReader:
    """Reads one document's rows; every non-blank line gets exactly one role."""

    def __init__(self, text: ContainerText, layouts: Layouts, document_hash: str):
        self.text = text
        self.rows = _clear_running(text, layouts)
        self.layouts = layouts
        self.document_hash = document_hash
        self.roles: dict[int, str] = {}
        self.evaluations: list[Evaluation] = []
        self.form_fields: list[FormField] = []
        self.indicator_lines: list[IndicatorLine] = []
        self.assessor_scores: list[AssessorScore] = []
        self.set_aside_forms: list[SetAsideForm] = []
        self.reading_issues: list[ReadingIssue] = []
        self.rejections: list[Rejection] = []

    def read(self) -> None:
        """Read every form, and account for what stands outside of them."""
        starts = self.rows.part_starts
        end = len(self.rows.cells) + 1
        parts = [range(start, stop) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        titles = [self._find_titles(part) for part in parts]
        for gap in self.text.gaps:
            self.rejections.append(
                Rejection(self.document_hash, None, None, None, None, gap.page, gap.reason_code, gap.detail, "")
            )
        if not any(titles):
            self._reject("no_form_found", range(1, end))
            return
        for part, found in zip(parts, titles, strict=True):
            if not found:
                self._reject("sheet_without_form", part)
                continue
            self._reject("text_outside_form", range(part.start, found[0].line))
            for title in found:
                if title.title.set_aside_kind is not None:
                    self._set_aside(title, title.title.set_aside_kind)
                else:
                    self._read_form(title)

    def _find_titles(self, part: range) -> list[_TitleLine]:
        found = [
            (line, title)
            for line in part
            if (cells := self.rows.cells[line - 1]) and (title := self.layouts.find_title(cells))
        ]
        stops = [*(line for line, _ in found[1:]), part.stop]
        return [_TitleLine(line, title, stop) for (line, title), stop in zip(found, stops, strict=False)]

    def _set_aside(self, title: _TitleLine, kind: str) -> None:
        lines = range(title.line, title.stop)
        self._set_role("set_aside", lines)
        printed = [line for line in lines if self.rows.cells[line - 1]]
        text, year = self._read_title(title)
        self.set_aside_forms.append(
            SetAsideForm(
                self.document_hash,
                len(self.set_aside_forms) + 1,
                kind,
                text,
                normalise(text),
                year,
                len(printed),
                printed[0],
                printed[-1],
                self.rows.page_of(printed[0]),
                self.rows.page_of(printed[-1]),
            )
        )

    def _read_title(self, title: _TitleLine) -> tuple[str, int | None]:
        """The title as printed and its year, which may stand in a line of its own below it."""
        text = next(cell for cell in self.rows.cells[title.line - 1] if cell.strip())
        year = title.title.year
        below = self._find_year_line(title)
        if year is None and below is not None:
            year = below[1]
        return text, year

    def _find_year_line(self, title: _TitleLine) -> tuple[int, int] | None:
        """Line and year of a line below the title that holds a year alone, as in （2022年度）."""
        for line in range(title.line + 1, title.stop):
            printed = [cell for cell in self.rows.cells[line - 1] if cell.strip()]
            if not printed:
                continue
            match = _YEAR_LINE.fullmatch(squash(printed[0])) if len(printed) == 1 and len(printed[0]) <= 24 else None
            return (line, int(match[1])) if match else None
        return None

    def _find_layout(self, title: _TitleLine) -> tuple[Layout, tuple[int, dict[str, int]] | None]:
        """The title's layout if the form has its table header, else the first one whose header it has."""
        own = title.title.layout
        assert own is not None
        lines = range(title.line + 1, title.stop)
        for layout in (own, *(layout for layout in self.layouts.layouts if layout is not own)):
            if found := find_header(self.rows, lines, layout):
                return layout, found
        return own, None

    def _read_form(self, title: _TitleLine) -> None:
        ordinal = len(self.evaluations) + 1
        layout, found = self._find_layout(title)
        stop = title.stop
        head_stop = found[0] if found else stop
        year_line = self._find_year_line(title)
        head_start = (year_line[0] if year_line else title.line) + 1
        head = read_head(self.rows, range(head_start, head_stop), layout)
        if found is None and not any(pair.field_code for pair in head.pairs):
            self._reject("title_without_form", range(title.line, stop))
            return
        self._set_role("title", range(title.line, head_start))
        self._set_role("head", range(head_start, head_stop))
        self.form_fields += head.make_fields(self.rows, "head", self.document_hash, ordinal)
        table: Table | None = None
        foot = Head()
        if found is None:
            self._report("table_not_found", range(title.line, stop), ordinal)
        else:
            table = read_table(self.rows, *found, stop, layout, head.execution_row, self.document_hash, ordinal)
            self.roles |= table.roles
            self.form_fields += table.other_cells
            self.indicator_lines += table.lines
            self.assessor_scores += table.assessor_scores
            for line, role in table.roles.items():
                if role == "rejected":
                    self._report("cells_beyond_header", range(line, line + 1), ordinal)
            foot.pairs += self._read_notes(range(table.end, stop), layout, found[1], ordinal)
            self.form_fields += foot.make_fields(self.rows, "foot", self.document_hash, ordinal)
        last = max((line for line in range(title.line, stop) if self.rows.cells[line - 1]), default=title.line)
        total = table.total if table else None
        title_text, year = self._read_title(title)
        self.evaluations.append(
            Evaluation(
                self.document_hash,
                ordinal,
                layout.scheme_code,
                title_text,
                normalise(title_text),
                year,
                _hash_content(layout.scheme_code, year, head.pairs + foot.pairs, table),
                table.category_basis if table else "none",
                len(table.lines) if table else 0,
                total.weight_text if total else None,
                normalise(total.weight_text) if total else None,
                total.score_text if total else None,
                normalise(total.score_text) if total else None,
                total.line if total else None,
                title.line,
                last,
                self.rows.page_of(title.line),
                self.rows.page_of(last),
            )
        )

    def _read_notes(self, lines: range, layout: Layout, columns: dict[str, int], ordinal: int) -> list[Pair]:
        """Keep what stands below the table, and give its labelled fields; a row of points there is rejected."""
        weight, score = columns["weight"], columns["self_score"]
        number = 0
        foot: list[Pair] = []
        for line in lines:
            cells = self.rows.cells[line - 1]
            if not cells:
                continue
            if layout.starts_foot(cells):
                self.roles[line] = "note"
                foot += read_foot(self.rows, line, layout)
                continue
            if self.rows.breaks_before(line) and layout.read_columns(cells) == columns:
                self.roles[line] = "header"  # printed again on a page that has nothing but notes
                continue
            if any(known.starts_head(cells) for known in self.layouts.layouts):
                # A form whose title is spelled in no known way: rejected whole, the form above stands.
                self._reject("text_after_form", range(line, lines.stop))
                return foot
            if len(cells) > max(weight, score) and (read_points(cells[weight]) or read_points(cells[score])):
                self._reject("row_after_total", range(line, line + 1), ordinal)
                continue
            self.roles[line] = "note"
            number += 1
            text = "\t".join(cells)
            page = self.rows.page_of(line)
            place = (line, line, page, page)
            self.form_fields.append(
                FormField(self.document_hash, ordinal, "note", number, None, None, None, None, None,
                          text, to_plain(text), normalise(text), *place)
            )  # fmt: skip
        return foot

    def _set_role(self, role: str, lines: range) -> None:
        self.roles |= {line: role for line in lines if self.rows.cells[line - 1]}

    def _reject(self, reason_code: str, lines: range, ordinal: int | None = None) -> None:
        """Give a stretch of lines the role `rejected`, with its reason; nothing if all of it is blank."""
        self._set_role("rejected", lines)
        self._report(reason_code, lines, ordinal)

    def _report(self, reason_code: str, lines: range, ordinal: int | None) -> None:
        printed = [line for line in lines if self.rows.cells[line - 1]]
        if printed:
            excerpt = " ".join("\t".join(self.rows.cells[printed[0] - 1]).split())[:_EXCERPT_LENGTH]
            detail = f"{len(printed)} lines" if len(printed) > 1 else "1 line"
            self.rejections.append(
                Rejection(
                    self.document_hash,
                    None,
                    ordinal,
                    printed[0],
                    printed[-1],
                    self.rows.page_of(printed[0]),
                    reason_code,
                    detail,
                    excerpt,
                )
            )

    def result(self, byte_size: int) -> ParsedDocument:
        """What was read, with the number of lines of each role."""
        roles = Counter(self.roles.values())
        is_empty = not self.evaluations and not self.set_aside_forms
        document = Document(
            self.document_hash,
            byte_size,
            self.text.container,
            self.text.encoding,
            list(self.rows.page_starts),
            len(self.evaluations),
            self.rejections[0].reason_code if is_empty and self.rejections else None,
            sum(1 for cells in self.rows.cells if cells),
            *(roles[role] for role in _ROLES),
        )
        return ParsedDocument(
            document,
            self.evaluations,
            self.form_fields,
            self.indicator_lines,
            self.assessor_scores,
            self.set_aside_forms,
            self.reading_issues,
            self.rejections,
        )


def _clear_running(text: ContainerText, layouts: Layouts) -> Rows:
    """A document's rows with running heads and feet blank: they are no lines of its forms.

    A title on top of every page may be that of a form a page; it is no more than a head where the form's own title
    follows it.
    """
    if not text.running_lines:
        return text.rows
    cells = list(text.rows.cells)
    titles = [line for line in sorted(text.running_lines) if layouts.find_title(cells[line - 1])]
    below = next((row for row in cells[titles[0] :] if row), []) if titles else []
    kept = set() if below and layouts.find_title(below) else set(titles)
    for line in text.running_lines - kept:
        cells[line - 1] = []
    return text.rows._replace(cells=cells)


def _hash_content(scheme_code: str, year: int | None, fields: list[Pair], table: Table | None) -> str:
    """Fingerprint of what a form says: fields, lines and totals, normalised; neither their places nor the notes."""
    parts = [scheme_code, str(year)]
    parts += [f"{pair.label}|{pair.unit}|{fold_number(normalise(pair.value))}" for pair in fields]
    if table:
        for line in table.lines:
            said = (
                line.category_normalised, line.subcategory_normalised, line.indicator_name_normalised,
                normalise(line.explanation_text), line.target_operator_normalised, line.target_normalised,
                line.target_unit_normalised, line.actual_normalised, line.weight_normalised,
                line.self_score_normalised, normalise(line.deviation_text), normalise(line.remark_text),
            )  # fmt: skip
            parts.append("|".join(fold_number(text or "") for text in said))
        parts += [
            f"{score.assessor_role_code}|{fold_number(score.score_normalised)}" for score in table.assessor_scores
        ]
        parts += [f"{cell.label_normalised}|{fold_number(cell.value_normalised)}" for cell in table.other_cells]
        total = table.total
        parts += (
            [fold_number(normalise(text)) for text in (total.weight_text, total.score_text)] if total else ["no total"]
        )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
