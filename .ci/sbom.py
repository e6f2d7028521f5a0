"""Print a bill of materials of the locked dependencies (CycloneDX 1.6, JSON). The same lock gives the same bytes."""

import json
import tomllib
import uuid
from typing import Any

from locked import LOCK, Package, read_packages


def describe(package: Package) -> dict[str, Any]:
    """Return the component of a package."""
    reference = f"pkg:pypi/{package.name}@{package.version}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": package.name,
        "version": package.version,
        "purl": reference,
        # Of each file in which the package is distributed.
        "properties": [{"name": "jixiao:sha256", "value": digest} for digest in package.hashes],
    }


def main() -> None:
    """Print the bill."""
    project = tomllib.loads((LOCK.parent / "pyproject.toml").read_text("utf-8"))["project"]
    components = [describe(package) for package in read_packages()]
    own = {"type": "application", "bom-ref": project["name"], "name": project["name"], "version": project["version"]}
    references = [component["bom-ref"] for component in components]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, LOCK.read_text('utf-8'))}",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": [{"ref": project["name"], "dependsOn": references}, *({"ref": one} for one in references)],
    }
    print(json.dumps(bill, indent=1))


if __name__ == "__main__":
    main()
