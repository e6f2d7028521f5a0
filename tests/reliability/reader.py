"""Run as a script: read `current/warehouse.duckdb` again and again until standard input ends; print counts as JSON.

Arguments: the file; seconds between two visits; how many reads are done with one connection. Standard library and duckdb
only. A visit fails if the file cannot be opened or queried, or if figures of two releases are in it.
"""

import json
import select
import sys
from collections import Counter

import duckdb

_QUERY = """
    select
        release_id, admitted_evaluation_count,
        (select count(*) from marts.fct_evaluations),
        (select count(distinct evaluation_key) from marts.fct_indicator_scores),
        (select count(*) from marts.evaluation_lifecycle where evaluation_state = 'admitted')
    from marts.release_info
"""


def main(path: str, pause: float, reads: int) -> None:
    """Read until standard input ends."""
    counts: Counter[str] = Counter()
    releases: set[str] = set()
    failures: list[str] = []
    while not select.select([sys.stdin], [], [], pause)[0]:
        counts["connections"] += 1
        try:
            with duckdb.connect(path, read_only=True) as connection:
                for number in range(reads):
                    ((release_id, *numbers),) = connection.execute(_QUERY).fetchall()
                    assert len(set(numbers)) == 1, f"release {release_id} has {numbers} evaluations"
                    releases.add(release_id)
                    counts["reads"] += 1
                    if number + 1 < reads and select.select([sys.stdin], [], [], pause)[0]:
                        break
        except Exception as error:
            counts["failed"] += 1
            failures.append(f"{type(error).__name__}: {error}"[:300])
    print(json.dumps({**counts, "releases": len(releases), "failures": failures[:20]}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
