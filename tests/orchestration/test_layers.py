"""Which folder imports which, and which libraries; docs/architecture.md shows the same table to readers."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from orchestration.settings import PROJECT


class Layer(NamedTuple):
    """What a folder (or one module of it) may import: folders and modules of the project other than itself; libraries."""

    imports: set[str]
    libraries: set[str]


LOOKALIKES = "ingestion/lookalikes.py"
LIMITS, MEMO, NORMALISE = "ingestion/limits.py", "ingestion/memo.py", "ingestion/normalise.py"
RECOGNITION, RECORDS = "ingestion/recognition.py", "ingestion/records.py"
HOME, LANDING, SQL = "ingestion/home.py", "ingestion/landing.py", "ingestion/sql.py"
SETTINGS, NOTIFICATION_SETTINGS = "orchestration/settings.py", "orchestration/notification/settings.py"
DURABLE, FILE_LIST = "ingestion/durable.py", "ingestion/file_list.py"
SHARED_FILES = "ingestion/shared_files.py"
LAYERS = {
    LIMITS: Layer(set(), set()),
    MEMO: Layer(set(), set()),
    LOOKALIKES: Layer(set(), set()),
    NORMALISE: Layer({LOOKALIKES, MEMO}, set()),
    RECOGNITION: Layer(set(), set()),
    RECORDS: Layer(set(), set()),
    SQL: Layer(set(), {"duckdb"}),
    DURABLE: Layer(set(), set()),
    FILE_LIST: Layer({DURABLE}, set()),
    SHARED_FILES: Layer({FILE_LIST}, set()),
    HOME: Layer({FILE_LIST, LIMITS, RECOGNITION}, set()),
    "ingestion": Layer({"ingestion/documents", "ingestion/forms", HOME, LANDING, LIMITS, SQL, DURABLE, FILE_LIST}, set()),
    LANDING: Layer({DURABLE, FILE_LIST, HOME, RECORDS}, {"pandas", "pyarrow"}),
    "ingestion/documents": Layer(
        {"ingestion/containers", "ingestion/containers/office", "ingestion/forms", DURABLE, HOME, LANDING, LIMITS, RECORDS, SQL}, {"duckdb"}
    ),
    "ingestion/drawing": Layer({"ingestion/documents", LIMITS}, {"PIL", "pypdfium2"}),
    "ingestion/forms": Layer({"ingestion/containers", MEMO, NORMALISE, RECORDS}, set()),
    "ingestion/containers": Layer({LIMITS, NORMALISE, RECOGNITION}, set()),
    "ingestion/containers/html": Layer({"ingestion/containers", LIMITS}, {"lxml"}),
    "ingestion/containers/office": Layer({"ingestion/containers", LIMITS}, {"lxml", "xlrd"}),
    "ingestion/containers/ofd": Layer({"ingestion/containers", "ingestion/containers/printed", LIMITS}, {"lxml"}),
    "ingestion/containers/pdf": Layer(
        {"ingestion/containers", "ingestion/containers/picture", "ingestion/containers/printed", LIMITS, RECOGNITION},
        {"numpy", "pdfminer", "pdfplumber", "pypdfium2"},
    ),
    "ingestion/containers/picture": Layer(
        {"ingestion/containers", "ingestion/containers/printed", LIMITS}, {"PIL", "cv2", "numpy", "rapidocr"}
    ),
    "ingestion/containers/printed": Layer({"ingestion/containers", LIMITS}, {"pdfplumber"}),
    "ingestion/containers/word": Layer({"ingestion/containers", LIMITS}, {"lxml"}),
    "ingestion/containers/workbook": Layer({"ingestion/containers", LIMITS}, {"openpyxl", "xlrd"}),
    "ingestion/redaction": Layer(
        {
            "ingestion/containers", "ingestion/containers/html", "ingestion/containers/word", "ingestion/forms", LIMITS, LOOKALIKES,
            NORMALISE, RECORDS,
        },
        {"lxml", "openpyxl"},
    ),
    NOTIFICATION_SETTINGS: Layer(set(), set()),
    SETTINGS: Layer({HOME, LIMITS, NOTIFICATION_SETTINGS}, set()),
    "orchestration/run": Layer({"ingestion/documents", DURABLE, FILE_LIST, HOME, SETTINGS, SQL}, {"duckdb", "rich"}),
    "orchestration/notification": Layer(
        {NORMALISE, NOTIFICATION_SETTINGS, "orchestration/run", SETTINGS, SQL}, {"duckdb", "jinja2"}
    ),
    "orchestration/dbt": Layer(
        {DURABLE, NORMALISE, "orchestration/run", SETTINGS, SQL}, {"dbt", "dbt_common", "duckdb", "google", "yaml"}
    ),
    "orchestration/publication": Layer(
        {NORMALISE, SQL, "orchestration/dbt", "orchestration/run", SETTINGS}, {"dbt", "duckdb", "markupsafe", "psycopg", "xlsxwriter"}
    ),
    "orchestration/publication/outgoing": Layer(
        {NORMALISE, SQL, "orchestration/publication"}, {"duckdb", "xlsxwriter"}
    ),
    "orchestration/publication/report": Layer(
        {"ingestion/drawing", NORMALISE, "orchestration/publication", SETTINGS, SHARED_FILES, SQL}, {"PIL", "altair", "duckdb", "jinja2", "markupsafe", "vl_convert"}
    ),
    "orchestration/publication/superset": Layer({SQL}, {"duckdb", "psycopg"}),
    "orchestration/release": Layer(
        {
            "ingestion", DURABLE, FILE_LIST, HOME, SHARED_FILES, SQL, "orchestration/dbt", "orchestration/publication",
            "orchestration/publication/outgoing", "orchestration/publication/report", "orchestration/run", SETTINGS,
        },
        {"duckdb"},
    ),
    "orchestration/recovery": Layer({DURABLE, FILE_LIST, HOME, SETTINGS}, set()),
    # Dagster and nothing else: definitions, assets, schedule, resources.
    "orchestration": Layer(
        {
            "ingestion", "ingestion/documents", DURABLE, HOME, LANDING, "orchestration/dbt", "orchestration/notification",
            "orchestration/publication", "orchestration/release", "orchestration/run", SETTINGS,
        },
        {"dagster", "dagster_dbt", "sqlalchemy"},
    ),
    "orchestration/demo/writers": Layer(set(), {"openpyxl", "reportlab", "xlwt"}),
    "orchestration/demo": Layer({"orchestration/demo/writers", "orchestration/run", SETTINGS}, {"reportlab"}),
    "orchestration/cli": Layer(
        {
            "ingestion/containers", "ingestion/documents", "ingestion/forms", "ingestion/redaction", HOME, "orchestration",
            "orchestration/dbt", "orchestration/demo",
            "orchestration/notification", "orchestration/publication", "orchestration/publication/superset",
            "orchestration/recovery", "orchestration/release", "orchestration/run", RECORDS, SETTINGS,
        },
        {"click", "duckdb", "rich"},
    ),
}  # fmt: skip
FILES = [path for package in ("ingestion", "orchestration") for path in sorted((PROJECT / package).rglob("*.py"))]


def find_layer(path: Path) -> str:
    """Return the entry of a module in the table: its own, else that of its folder."""
    relative = path.relative_to(PROJECT)
    return relative.as_posix() if relative.as_posix() in LAYERS else relative.parent.as_posix()


def list_imports(path: Path) -> Iterator[str]:
    """Yield each module that a file imports, anywhere in it; of a package the names imported from it are modules, too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if (PROJECT / node.module.replace(".", "/")).is_dir():
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def find_file(module: str) -> Path:
    """Return the file of a module of the project; of a name that a package defines, that of the package."""
    place = PROJECT / module.replace(".", "/")
    return next(
        path
        for path in (place.with_suffix(".py"), place / "__init__.py", place.parent / "__init__.py")
        if path.exists()
    )


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PROJECT)) for path in FILES])
def test_a_module_imports_what_its_layer_may(path: Path) -> None:
    name = find_layer(path)
    layer = LAYERS[name]
    for module in list_imports(path):
        top = module.split(".")[0]
        if top in ("ingestion", "orchestration"):
            imported = find_layer(find_file(module))
            assert imported in layer.imports | {name}, f"{name} may not import {imported} ({module})"
        elif top not in sys.stdlib_module_names:
            assert top in layer.libraries, f"{name} may not import {top}"


def test_the_table_says_nothing_that_no_module_needs() -> None:
    needed: dict[str, Layer] = {name: Layer(set(), set()) for name in LAYERS}
    for path in FILES:
        name = find_layer(path)
        for module in list_imports(path):
            top = module.split(".")[0]
            if top in ("ingestion", "orchestration"):
                needed[name].imports.add(find_layer(find_file(module)))
            elif top not in sys.stdlib_module_names:
                needed[name].libraries.add(top)
    assert {name: Layer(found.imports - {name}, found.libraries) for name, found in needed.items()} == LAYERS


def test_no_layers_import_each_other() -> None:
    left = dict(LAYERS)
    while free := {name for name, layer in left.items() if not (layer.imports & left.keys()) - {name}}:
        left = {name: layer for name, layer in left.items() if name not in free}
    assert left == {}, f"a cycle among {sorted(left)}"


def test_the_architecture_page_has_every_folder() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    assert [name for name in LAYERS if not name.endswith(".py") and f"| `{name}/` |" not in page] == []


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PROJECT)) for path in FILES])
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    reads = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    allowed = {SETTINGS, "orchestration/instance.py", "orchestration/dbt/invoke.py", "orchestration/cli/services.py"}
    assert not reads or path.relative_to(PROJECT).as_posix() in allowed


def test_no_python_file_is_too_long_to_read() -> None:
    long = [
        path.name
        for path in [*FILES, *(PROJECT / "tests").rglob("*.py")]
        if len(path.read_text("utf-8").splitlines()) > 400
    ]
    assert long == []
