"""Divide the rows of a document into forms: title, form header, table and form footer. Give every line a role."""

from collections import Counter

from ingestion.containers.result import ContainerText
from ingestion.containers.rows import Rows
from ingestion.containers.unshown import NOT_HIDDEN, ROUNDED
from ingestion.forms.fingerprint import hash_content
from ingestion.forms.form_footer import FormFooterReader
from ingestion.forms.form_header import FormHeader, FormHeaderReader, Issue
from ingestion.forms.identity import find_implausible
from ingestion.forms.labels import MONEY_UNITS
from ingestion.forms.layouts import Layout, Layouts
from ingestion.forms.money_units import find_margin_units, find_money_units, find_other_units, find_unit_conflict
from ingestion.forms.table_header import TableHeader, find_table_header
from ingestion.forms.tables import Table, read_table
from ingestion.forms.titles import TitleLine, find_titles, is_number_or_unit, rank_layouts, read_title, read_year_line
from ingestion.forms.values import read_number
from ingestion.normalise import normalise, squash, to_plain
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

_EXCERPT_LENGTH = 120  # characters
_MOST_ABOVE = 5  # lines accepted above the first title, such as the number of the form or a page heading
# `head`: form header; `header`: table header; `fragment`: another line of a row; `note`: form footer and other text.
_ROLES = ("title", "head", "header", "row", "fragment", "total", "note", "set_aside", "rejected")


class FormReader:
    """Read the rows of one document; every non-blank line gets exactly one role."""

    def __init__(self, text: ContainerText, layouts: Layouts, document_hash: str):
        self.text = text
        self.rows = _clear_running(text, layouts)
        self.layouts = layouts
        self.document_hash = document_hash
        self.roles: dict[int, str] = {}
        self.table_columns: dict[int, dict[str, int]] = {}  # by ordinal of the form
        self.evaluations: list[Evaluation] = []
        self.form_fields: list[FormField] = []
        self.indicator_lines: list[IndicatorLine] = []
        self.assessor_scores: list[AssessorScore] = []
        self.set_aside_forms: list[SetAsideForm] = []
        self.reading_issues: list[ReadingIssue] = []
        self.rejections: list[Rejection] = []

    def read(self) -> None:
        """Read every form, and give the lines outside forms a role."""
        starts = self.rows.part_starts
        end = len(self.rows.cells) + 1
        parts = [range(start, stop) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        titles = [find_titles(self.rows, part, self.layouts) for part in parts]
        self._report_notices(titles)
        for gap in self.text.gaps:
            self.rejections.append(
                Rejection(
                    document_hash=self.document_hash,
                    relative_path=None,
                    form_ordinal=None,
                    first_line=None,
                    last_line=None,
                    page=gap.page,
                    reason_code=gap.reason_code,
                    detail=gap.detail,
                    excerpt="",
                )
            )
        if not any(titles):
            self._reject("no_form_found", range(1, end))
            return
        for part, found in zip(parts, titles, strict=True):
            if not found:
                self._reject("sheet_without_form", part)
                continue
            self._read_above(range(part.start, found[0].start))
            for title in found:
                if title.title.set_aside_kind is not None:
                    self._set_aside(title, title.title.set_aside_kind)
                else:
                    self._read_form(title)

    def _read_above(self, lines: range) -> None:
        """Give lines above the first title the role `note`; reject them if they look like a form without a title."""
        printed = [line for line in lines if self.rows.cells[line - 1]]
        is_form = any(
            len([cell for cell in cells if cell.strip()]) > 2
            or any(layout.starts_form_header(cells) for layout in self.layouts.layouts)
            for line in printed
            if (cells := self.rows.cells[line - 1])
        )
        if is_form or len(printed) > _MOST_ABOVE:
            self._reject("text_outside_form", lines)
            return
        self._set_role("note", lines)

    def _set_aside(self, title: TitleLine, kind: str) -> None:
        lines = range(title.start, title.stop)
        self._set_role("set_aside", lines)
        printed = [line for line in lines if self.rows.cells[line - 1]]
        text, year = self._read_title(title)
        self.set_aside_forms.append(
            SetAsideForm(
                document_hash=self.document_hash,
                set_aside_ordinal=len(self.set_aside_forms) + 1,
                kind_code=kind,
                title_text=text,
                title_normalised=normalise(text),
                title_year=year,
                line_count=len(printed),
                first_line=printed[0],
                last_line=printed[-1],
                first_page=self.rows.page_of(printed[0]),
                last_page=self.rows.page_of(printed[-1]),
            )
        )

    def _read_title(self, title: TitleLine) -> tuple[str, int | None]:
        """Return the title as printed and its year, which may be printed on a separate line below it."""
        cells = [cell for cell in self.rows.cells[title.line - 1] if cell.strip()]
        text = next((cell for cell in cells if read_title([cell], self.layouts)), cells[0])
        year = title.title.year
        below = self._find_year_below(title)
        if below is not None and not title.title.is_year_sure:
            year = below
        return text, year

    def _find_year_below(self, title: TitleLine) -> int | None:
        """Return the year printed alone between title and form header, as in （2022年度）; None if there is none."""
        for line in self._list_title_lines(title):
            for cell in self.rows.cells[line - 1]:
                if cell.strip() and (year := read_year_line(squash(cell))) is not None:
                    return year
        return None

    def _list_title_lines(self, title: TitleLine) -> list[int]:
        """Return the lines of a title: its own, those above, and those below with only a year, number or money unit."""
        lines = [line for line in range(title.start, title.line + 1) if self.rows.cells[line - 1]]
        for line in range(title.line + 1, title.stop):
            printed = [squash(cell) for cell in self.rows.cells[line - 1] if cell.strip()]
            if not all(is_number_or_unit(text) or read_year_line(text) is not None for text in printed):
                break
            if printed:
                lines.append(line)
        return lines

    def _find_layout(self, title: TitleLine) -> tuple[Layout, TableHeader | None, bool]:
        """Return the layout of the form's body, its table header, and whether the title belongs to another scheme."""
        lines = range(title.line + 1, title.stop)
        candidates = rank_layouts(self.rows, lines, title.title, self.layouts)
        found = ((layout, find_table_header(self.rows, lines, layout)) for layout in candidates)
        layout, header = next((pair for pair in found if pair[1]), (candidates[0], None))
        own = title.title.layout
        is_other = title.title.is_whole and own is not None and own is not layout and not own.titles & layout.titles
        return layout, header, is_other

    def _read_form(self, title: TitleLine) -> None:
        ordinal = len(self.evaluations) + 1
        layout, header, is_other_title = self._find_layout(title)
        stop = title.stop
        form_header_stop = header.first_line if header else stop
        title_lines = self._list_title_lines(title)
        form_header_start = title_lines[-1] + 1
        units = {
            unit
            for line in range(title.start, form_header_stop)
            for unit in find_money_units(self.rows.cells[line - 1], is_title=line < form_header_start)
        } | find_margin_units(self.text, range(title.start, stop))
        form_unit = next(iter(units & MONEY_UNITS)) if len(units & MONEY_UNITS) == len(units) == 1 else None
        is_grid = any(
            len(self.rows.cells[line - 1]) > 1 and self._is_grid(line)
            for line in range(form_header_start, form_header_stop)
        )
        form_header = FormHeaderReader(self.rows, layout, form_unit, is_grid=is_grid).read(
            range(form_header_start, form_header_stop)
        )
        if header is None and not any(pair.field_code for pair in form_header.pairs):
            self._reject("title_without_form", range(title.start, stop))
            return
        form_header.issues += find_unit_conflict(units, title.line)
        if is_other_title:
            text = self._read_title(title)[0]
            form_header.issues.append(Issue("title_of_another_scheme", None, text.strip(), title.line, title.line))
        form_header.issues += find_implausible(form_header.pairs, title.line, layout, self.layouts)
        self._set_role("title", range(title.start, form_header_start))
        self._set_role("head", range(form_header_start, form_header_stop))
        fields = form_header.make_fields(self.rows, "head", self.document_hash, ordinal, layout)
        self.form_fields += fields
        table: Table | None = None
        if header is None:
            is_unruled = not self.text.spread_lines.isdisjoint(range(title.line, stop))
            self._report("table_without_lines" if is_unruled else "table_not_found", range(title.line, stop), ordinal)
        else:
            self.table_columns[ordinal] = header.columns
            is_grid = self._is_grid(header.first_line)
            scored = form_header.execution_row
            table = read_table(self.rows, header, stop, layout, scored, self.document_hash, ordinal, is_grid=is_grid)
            self.roles |= table.roles
            self.form_fields += table.other_cells
            self.indicator_lines += table.lines
            self.assessor_scores += table.assessor_scores
            for line, role in table.roles.items():
                if role == "rejected":
                    self._report("cells_beyond_header", range(line, line + 1), ordinal)
            form_footer = self._read_form_footer(range(table.end, stop), layout, header, ordinal)
            below = form_footer.make_fields(self.rows, "foot", self.document_hash, ordinal, layout)
            self.form_fields += below
            fields = fields + below
            notes = [*range(form_header_start, form_header_stop), *range(table.end, stop)]
            unsure = find_margin_units(self.text, range(title.start, stop), is_sure=False)
            form_header.issues += find_other_units(self.rows, notes, form_header.pairs, units, unsure)
        self._add_issues([(issue, None) for issue in form_header.issues] + (table.issues if table else []), ordinal)
        last = max((line for line in range(title.line, stop) if self.rows.cells[line - 1]), default=title.line)
        total = table.total if table else None
        title_text, year = self._read_title(title)
        self.evaluations.append(
            Evaluation(
                document_hash=self.document_hash,
                form_ordinal=ordinal,
                reading_basis="text",
                scheme_code=layout.scheme_code,
                title_text=title_text,
                title_normalised=normalise(title_text),
                title_year=year,
                content_hash=hash_content(layout.scheme_code, year, fields, table),
                category_basis=table.category_basis if table else "none",
                indicator_line_count=len(table.lines) if table else 0,
                total_weight_text=total.weight_text if total else None,
                total_weight_normalised=normalise(total.weight_text) if total else None,
                total_weight_number=read_number(total.weight_text) if total else None,
                total_score_text=total.score_text if total else None,
                total_score_normalised=normalise(total.score_text) if total else None,
                total_score_number=read_number(total.score_text) if total else None,
                total_line=total.line if total else None,
                first_line=title.line,
                last_line=last,
                first_page=self.rows.page_of(title.line),
                last_page=self.rows.page_of(last),
            )
        )

    def _add_issues(self, issues: list[tuple[Issue, int | None]], ordinal: int) -> None:
        self.reading_issues += [
            ReadingIssue(
                document_hash=self.document_hash,
                form_ordinal=ordinal,
                issue_code=issue.code,
                field_code=issue.field_code,
                line_number=line_number,
                observed=issue.observed[:_EXCERPT_LENGTH],
                first_line=issue.first_line,
                last_line=issue.last_line,
                first_page=self.rows.page_of(issue.first_line),
                last_page=self.rows.page_of(issue.last_line),
            )
            for issue, line_number in issues
        ]

    def _report_notices(self, titles: list[list[TitleLine]]) -> None:
        """Report hidden content: within a form as an issue, outside forms and for hidden sheets as a rejection."""
        forms = [title for found in titles for title in found if title.title.set_aside_kind is None]
        for notice in self.text.notices:
            ordinal = next(
                (number for number, title in enumerate(forms, start=1) if title.start <= notice.line < title.stop), None
            )
            excerpt = notice.observed[:_EXCERPT_LENGTH]
            if ordinal is None and notice.code in NOT_HIDDEN:
                continue
            if notice.code == "hidden_sheet" or ordinal is None:
                page = self.rows.page_of(min(notice.line, len(self.rows.cells)))
                code = "hidden_sheet" if notice.code == "hidden_sheet" else "hidden_outside_form"
                self.rejections.append(
                    Rejection(
                        document_hash=self.document_hash,
                        relative_path=None,
                        form_ordinal=None,
                        first_line=notice.line,
                        last_line=notice.line,
                        page=page,
                        reason_code=code,
                        detail=notice.code,
                        excerpt=excerpt,
                    )
                )
            else:
                code, observed = "hidden_content", f"{notice.code}: {excerpt}"
                if notice.code == ROUNDED:
                    code, observed = "number_rounded", excerpt
                self._add_issues([(Issue(code, None, observed, notice.line, notice.line), None)], ordinal)

    def _read_form_footer(self, lines: range, layout: Layout, header: TableHeader, ordinal: int) -> FormHeader:
        """Read the form footer, add its notes to the form's fields, and return its labelled fields."""
        form_footer = FormFooterReader(self.rows, layout, self.layouts, header, self._is_grid).read(lines)
        self.roles |= form_footer.roles
        for reason_code, refused in form_footer.rejected:
            self._reject(reason_code, refused, None if reason_code == "text_after_form" else ordinal)
        for number, line in enumerate(form_footer.notes, start=1):
            text = "\t".join(self.rows.cells[line - 1])
            page = self.rows.page_of(line)
            self.form_fields.append(
                FormField(
                    document_hash=self.document_hash,
                    form_ordinal=ordinal,
                    part="note",
                    field_number=number,
                    field_code=None,
                    funding_source_code=None,
                    label_text=None,
                    label_normalised=None,
                    label_unit=None,
                    value_text=text,
                    value_plain=to_plain(text),
                    value_normalised=normalise(text),
                    value_number=None,
                    value_unit=None,
                    first_line=line,
                    last_line=line,
                    first_page=page,
                    last_page=page,
                )
            )
        return FormHeader(form_footer.pairs)

    def _is_grid(self, line: int) -> bool:
        """Return whether a line belongs to a ruled table or a sheet, where a label has a cell of its own."""
        return self.text.container != "text" and line not in self.rows.text_lines

    def _set_role(self, role: str, lines: range) -> None:
        self.roles |= {line: role for line in lines if self.rows.cells[line - 1]}

    def _reject(self, reason_code: str, lines: range, ordinal: int | None = None) -> None:
        """Give a range of lines the role `rejected` and report the reason; do nothing if all of them are blank."""
        self._set_role("rejected", lines)
        self._report(reason_code, lines, ordinal)

    def _report(self, reason_code: str, lines: range, ordinal: int | None) -> None:
        printed = [line for line in lines if self.rows.cells[line - 1]]
        if printed:
            excerpt = " ".join("\t".join(self.rows.cells[printed[0] - 1]).split())[:_EXCERPT_LENGTH]
            self.rejections.append(
                Rejection(
                    document_hash=self.document_hash,
                    relative_path=None,
                    form_ordinal=ordinal,
                    first_line=printed[0],
                    last_line=printed[-1],
                    page=self.rows.page_of(printed[0]),
                    reason_code=reason_code,
                    detail=f"{len(printed)} lines" if len(printed) > 1 else "1 line",
                    excerpt=excerpt,
                )
            )

    def result(self, byte_size: int) -> ParsedDocument:
        """Return the records of the document, with the number of lines of each role."""
        roles = Counter(self.roles.values())
        is_empty = not self.evaluations and not self.set_aside_forms
        document = Document(
            document_hash=self.document_hash,
            byte_size=byte_size,
            container=self.text.container,
            encoding=self.text.encoding,
            page_starts=list(self.rows.page_starts),
            form_count=len(self.evaluations),
            reason_code=self.rejections[0].reason_code if is_empty and self.rejections else None,
            line_count=sum(1 for cells in self.rows.cells if cells),
            **{f"{role}_line_count": roles[role] for role in _ROLES},
            converter=self.text.converter,
        )
        return ParsedDocument(
            document, self.evaluations, self.form_fields, self.indicator_lines, self.assessor_scores,
            self.set_aside_forms, self.reading_issues, self.rejections, [], [],
        )  # fmt: skip


def _clear_running(text: ContainerText, layouts: Layouts) -> Rows:
    """Return the rows of a document with blank running headers and footers, which are not lines of its forms.

    A title at the top of every page may be the title of a form on each page. It is a running header if the form's own
    title follows it.
    """
    if not text.running_lines:
        return text.rows
    cells = list(text.rows.cells)
    titles = [line for line in sorted(text.running_lines) if read_title(cells[line - 1], layouts)]
    below = next((row for row in cells[titles[0] :] if row), []) if titles else []
    kept = set() if below and read_title(below, layouts) else set(titles)
    for line in text.running_lines - kept:
        cells[line - 1] = []
    return text.rows._replace(cells=cells)
