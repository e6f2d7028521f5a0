"""Look up the locked dependencies in a database of known vulnerabilities (the OSV format), if it can be reached.

JIXIAO_AUDIT_URL names another address that answers the same requests. Exit code 1 only if a vulnerability is known.
"""

import json
import os
import sys
import urllib.request
from typing import Any

from locked import Package, read_packages

_URL = os.environ.get("JIXIAO_AUDIT_URL") or "https://api.osv.dev/v1/querybatch"
_SECONDS = 20


def ask(packages: list[Package]) -> list[dict[str, Any]]:
    """Return the answer for each package. Raises OSError if nothing answers, ValueError for another answer."""
    queries = [{"package": {"name": one.name, "ecosystem": "PyPI"}, "version": one.version} for one in packages]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(_URL, body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        results: list[dict[str, Any]] = json.loads(answer.read())["results"]
    if len(results) != len(packages):
        raise ValueError(f"{len(results)} answers to {len(packages)} questions")
    return results


def main() -> int:
    """Print the known vulnerabilities and return 1 if there are any."""
    packages = read_packages()
    try:
        results = ask(packages)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"dependencies are not audited: {_URL} cannot be asked ({error}); run .ci/audit.py where it can")
        return 0
    known = [
        f"{package.name} {package.version}: {vulnerability.get('id', 'unknown')}"
        for package, result in zip(packages, results, strict=True)
        for vulnerability in result.get("vulns") or []
    ]
    print("\n".join([*known, f"{len(packages)} dependencies audited, {len(known)} known vulnerabilities"]))
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
