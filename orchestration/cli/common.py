"""What every command shares: the settings, and an error in one sentence."""

from typing import IO, Any

import click

from orchestration.settings import Settings, SettingsError, read_settings


class CommandError(click.ClickException):
    """An error that ends a command with exit code 1; its sentence is printed as it is, to standard error."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(self.message, file=file, err=True)


def load_settings() -> Settings:
    """Return the settings of the environment. Raises CommandError where a value cannot be used."""
    try:
        return read_settings()
    except SettingsError as error:
        raise CommandError(str(error)) from error
