"""Run dbt on Spark: `python deploy/spark/dbt_on_spark.py build --exclude-resource-type unit_test`.

It runs in the environment that `make spark-check` makes.

JIXIAO_HOME is the home whose landing is read. Tables are written as Parquet into its folder `spark`, which is removed
first. JIXIAO_SEEDS is a folder whose CSV files replace seeds of the project, as in a refresh. JIXIAO_SPARK_MASTER is
the Spark master (default `local[2]`), JIXIAO_SPARK_PARTITIONS the number of partitions of a shuffle (default 2).
"""

import os
import shutil
import sys
from pathlib import Path

from dbt.adapters.spark.connections import SparkCredentials
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from name_similarity import compute_name_similarity
from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def start_session(folder: Path) -> SparkSession:
    """Start the session that dbt uses, with the functions of the project that are not SQL; tables go to the folder."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # of the executors
    session = (
        SparkSession.builder.master(os.environ.get("JIXIAO_SPARK_MASTER", "local[2]"))
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.ansi.doubleQuotedIdentifiers", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parquet.mergeSchema", "true")  # loads of older versions lack columns
        .config("spark.sql.shuffle.partitions", os.environ.get("JIXIAO_SPARK_PARTITIONS", "2"))
        .getOrCreate()
    )
    session.sparkContext.addPyFile(str(Path(__file__).with_name("name_similarity.py")))
    session.sparkContext.setLogLevel("OFF")  # dbt reports each error
    session.udf.register("name_similarity", compute_name_similarity, "double")
    return session


def keep_ansi_mode() -> None:
    """Let dbt use ANSI mode, which dbt-spark turns off: without it an overflow or a bad cast is NULL, not an error."""
    prepare = SparkCredentials.__post_init__

    def prepare_in_ansi_mode(credentials: SparkCredentials) -> None:
        prepare(credentials)
        credentials.server_side_parameters["spark.sql.ansi.enabled"] = "true"

    SparkCredentials.__post_init__ = prepare_in_ansi_mode


def locate_seeds(manifest: Manifest, folder: Path) -> None:
    """Let dbt read seeds from the CSV files of a folder that have their names, as orchestration/dbt/invoke.py does."""
    for node in manifest.nodes.values():
        if node.resource_type == "seed" and (path := folder / f"{node.name}.csv").is_file():
            node.root_path, node.original_file_path = str(path.parent), path.name


def main(arguments: list[str]) -> int:
    """Run a dbt command with the target `spark`; return 0 if it succeeds."""
    home = Path(os.environ.get("JIXIAO_HOME") or PROJECT.parent / ".jixiao").absolute()
    folder = home / "spark"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ |= {
        "JIXIAO_HOME": str(home),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    start_session(folder)
    keep_ansi_mode()
    options = ["--target", "spark", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    manifest = dbtRunner().invoke(["parse", *options]).result
    if not isinstance(manifest, Manifest):
        return 1
    if seeds := os.environ.get("JIXIAO_SEEDS"):
        locate_seeds(manifest, Path(seeds).absolute())
    manifest.build_flat_graph()  # the variable `graph` of macros
    return 0 if dbtRunner(manifest).invoke([*arguments, *options]).success else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
