"""A document's rows into forms: where each begins, its head, table, total and notes; a role for every line."""

import hashlib
from collections import Counter

from ingestion.heads import read_head
from ingestion.layouts import Layout, Layouts
from ingestion.normalise import normalise, to_plain
from ingestion.records import Document, Evaluation, FormField, IndicatorLine, ParsedDocument, Rejection
from ingestion.rows import Rows
from ingestion.tables import Table, find_header, read_points, read_table

_EXCERPT_LENGTH = 120


class FormReader:
    """Reads one document's rows; every non-blank line gets exactly one role."""

    def __init__(self, rows: Rows, layouts: Layouts, document_hash: str):
        self.rows = rows
        self.layouts = layouts
        self.document_hash = document_hash
        self.roles: dict[int, str] = {}
        self.evaluations: list[Evaluation] = []
        self.form_fields: list[FormField] = []
        self.indicator_lines: list[IndicatorLine] = []
        self.rejections: list[Rejection] = []

    def read(self) -> None:
        """Read every form, and account for what stands outside of them."""
        titles = [
            (line, *found)
            for line, cells in enumerate(self.rows.cells, start=1)
            if cells and (found := self.layouts.find_title(cells))
        ]
        end = len(self.rows.cells) + 1
        if not titles:
            self._reject("no_form_found", range(1, end))
            return
        self._reject("text_outside_form", range(1, titles[0][0]))
        stops = [line for line, _, _ in titles[1:]] + [end]
        for (line, layout, year), stop in zip(titles, stops, strict=True):
            self._read_form(line, stop, layout, year)

    def _read_form(self, title: int, stop: int, layout: Layout, year: int | None) -> None:
        ordinal = len(self.evaluations) + 1
        found = find_header(self.rows, range(title + 1, stop), layout)
        head_stop = found[0] if found else stop
        head = read_head(self.rows, range(title + 1, head_stop), layout, self.document_hash, ordinal)
        if found is None and not any(field.field_code for field in head):
            self._reject("title_without_form", range(title, stop))
            return
        self.roles[title] = "title"
        self._set_role("head", range(title + 1, head_stop))
        self.form_fields += head
        if found is None:
            self._report("table_not_found", range(title, stop), ordinal)
            table = None
        else:
            table = read_table(self.rows, *found, stop, layout, self.document_hash, ordinal)
            self.roles |= table.roles
            self.form_fields += table.unknown_cells
            self.indicator_lines += table.lines
            for line, role in table.roles.items():
                if role == "rejected":
                    self._report("cells_beyond_header", range(line, line + 1), ordinal)
            self._read_notes(range(table.end, stop), layout, found[1], ordinal)
        last = max((line for line in range(title, stop) if self.rows.cells[line - 1]), default=title)
        total = table.total if table else None
        title_text = next(cell for cell in self.rows.cells[title - 1] if cell.strip())
        self.evaluations.append(
            Evaluation(
                self.document_hash,
                ordinal,
                layout.scheme_code,
                title_text,
                normalise(title_text),
                year,
                _hash_content(layout.scheme_code, year, head, table),
                table.category_basis if table else "none",
                len(table.lines) if table else 0,
                total.weight_text if total else None,
                normalise(total.weight_text) if total else None,
                total.score_text if total else None,
                normalise(total.score_text) if total else None,
                total.line if total else None,
                title,
                last,
                self.rows.page_of(title),
                self.rows.page_of(last),
            )
        )

    def _read_notes(self, lines: range, layout: Layout, columns: dict[str, int], ordinal: int) -> None:
        """Keep what stands below the table; a row of points there belongs to no table and is rejected."""
        weight, score = columns["weight"], columns["self_score"]
        number = 0
        for line in lines:
            cells = self.rows.cells[line - 1]
            if not cells:
                continue
            if layout.starts_head(cells):
                # A form whose title is spelled in no known way: rejected whole, the form above stands.
                self._reject("text_after_form", range(line, lines.stop))
                return
            if len(cells) > max(weight, score) and (read_points(cells[weight]) or read_points(cells[score])):
                self._reject("row_after_total", range(line, line + 1), ordinal)
                continue
            self.roles[line] = "note"
            number += 1
            text = "\t".join(cells)
            page = self.rows.page_of(line)
            self.form_fields.append(
                FormField(
                    self.document_hash,
                    ordinal,
                    "note",
                    number,
                    None,
                    None,
                    None,
                    None,
                    text,
                    to_plain(text),
                    normalise(text),
                    line,
                    line,
                    page,
                    page,
                )
            )

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

    def result(self, byte_size: int, container: str, encoding: str) -> ParsedDocument:
        """What was read, with the number of lines of each role."""
        roles = Counter(self.roles.values())
        no_form = next((r.reason_code for r in self.rejections if not self.evaluations), None)
        document = Document(
            self.document_hash,
            byte_size,
            container,
            encoding,
            len(self.evaluations),
            no_form,
            sum(1 for cells in self.rows.cells if cells),
            *(
                roles[role]
                for role in (
                    "title", "head", "header", "row", "fragment", "total", "note", "set_aside", "rejected",
                )
            ),
        )  # fmt: skip
        return ParsedDocument(document, self.evaluations, self.form_fields, self.indicator_lines, self.rejections)


def _hash_content(scheme_code: str, year: int | None, head: list[FormField], table: Table | None) -> str:
    """Fingerprint of what a form says: fields, lines and totals, normalised; neither their places nor the notes."""
    parts = [scheme_code, str(year)]
    parts += [f"{field.label_normalised}|{field.label_unit}|{field.value_normalised}" for field in head]
    if table:
        parts += [
            f"{line.category_normalised}|{line.indicator_name_normalised}|{normalise(line.explanation_text)}"
            f"|{line.weight_normalised}|{line.self_score_normalised}|{normalise(line.remark_text)}"
            for line in table.lines
        ]
        parts += [f"{cell.label_normalised}|{cell.value_normalised}" for cell in table.unknown_cells]
        parts += (
            [normalise(table.total.weight_text), normalise(table.total.score_text)] if table.total else ["no total"]
        )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
