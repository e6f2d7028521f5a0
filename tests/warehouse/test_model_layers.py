"""Which layer of the dbt project reads which, from dbt's manifest; docs/architecture.md shows the same table to readers."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import PROJECT

pytestmark = pytest.mark.slow

# A folder of models, and what its models may read: folders of models, seeds, sources (with the prefix `source `).
LAYERS = {
    "staging": {"staging", "source landing"},
    "intermediate": {"staging", "intermediate", "seeds"},
    "quality": {"intermediate", "seeds"},
    "admission": {"intermediate", "quality", "admission", "seeds"},
    "marts": {"intermediate", "admission", "marts", "seeds", "source ledger"},
    "indicator_inputs": {"admission", "marts"},
    "indicators": {"indicator_inputs", "marts", "seeds"},
    "indicator_marts": {"marts", "indicators", "indicator_marts", "seeds"},
    "reporting": {"marts", "indicator_marts", "reporting"},
}


@pytest.fixture(scope="module")
def manifest(sample_home: Path) -> dict[str, Any]:
    """The manifest of the sample's build."""
    found: dict[str, Any] = json.loads((sample_home / "build" / "target" / "manifest.json").read_text("utf-8"))
    return found


def find_layer(manifest: dict[str, Any], key: str) -> str:
    """Return the layer of a node: the folder of a model, `seeds`, or `source` and the name of the source."""
    if key.startswith("source."):
        return f"source {manifest['sources'][key]['source_name']}"
    node = manifest["nodes"][key]
    return "seeds" if node["resource_type"] == "seed" else str(node["fqn"][1])


def list_reads(manifest: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return what each layer reads: the layers read, each with the models that read it."""
    reads: dict[str, dict[str, list[str]]] = {}
    for key, node in manifest["nodes"].items():
        if node["resource_type"] == "model":
            layer = reads.setdefault(find_layer(manifest, key), {})
            for parent in node["depends_on"]["nodes"]:
                layer.setdefault(find_layer(manifest, parent), []).append(f"{node['name']} reads {parent}")
    return reads


def test_a_model_reads_what_its_layer_may(manifest: dict[str, Any]) -> None:
    wrong = [
        f"{name} may not read {parent}: {reader}"
        for name, layer in list_reads(manifest).items()
        for parent, readers in layer.items()
        if parent not in LAYERS[name]
        for reader in readers
    ]
    assert wrong == []


def test_the_table_says_nothing_that_no_model_needs(manifest: dict[str, Any]) -> None:
    assert {name: set(layer) for name, layer in list_reads(manifest).items()} == LAYERS


def test_the_architecture_page_has_every_layer() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    for name, layer in LAYERS.items():
        shown = ", ".join(sorted(parent for parent in layer if parent != name))
        assert f"| `models/{name}/` | {shown} |" in page


def test_a_mart_that_reads_staging_is_named(manifest: dict[str, Any]) -> None:
    key, parent = "model.jixiao.dim_year", "model.jixiao.stg_landing__documents"
    node = manifest["nodes"][key]
    changed = {**node, "depends_on": {**node["depends_on"], "nodes": [parent]}}
    reads = list_reads({**manifest, "nodes": {**manifest["nodes"], key: changed}})
    assert reads["marts"]["staging"] == [f"dim_year reads {parent}"]
