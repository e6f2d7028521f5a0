"""`jixiao superset`: write the dashboards of the current release for Apache Superset."""

import click

from orchestration.cli.common import CommandError, load_settings


@click.command("superset", short_help="Write the Superset dashboards.")
def superset() -> None:
    """Write the dashboards of the current release for Apache Superset, and print the command that imports them.

    They are written to JIXIAO_HOME/superset and JIXIAO_HOME/superset.zip.

    \b
    Example:
      jixiao superset
    """
    from orchestration.publication.superset.bundle import BundleError, make_bundle, write_bundle

    settings = load_settings()
    release = settings.current / settings.build_file.name
    if not release.is_file():
        raise CommandError(f"there is no release at {settings.current}: run `jixiao refresh` first, or set JIXIAO_HOME")
    folder = settings.home / "superset"
    try:
        bundle = write_bundle(make_bundle(release, settings.postgres_url), folder)
    except BundleError as error:
        raise CommandError(str(error)) from error
    click.echo(f"Wrote {folder} and {bundle}. Import them in Superset's environment, again after every change:")
    click.echo(f"  superset import-directory --overwrite {folder}")
