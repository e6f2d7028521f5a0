"""Shared by all commands: the settings, and errors that are printed as one sentence."""

from typing import IO, Any

import click

from orchestration.settings import Settings, SettingsError, read_settings


class CommandError(click.ClickException):
    """An error that ends a command with exit code 1; its message is printed unchanged to standard error."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message."""
        click.echo(self.message, file=file, err=True)


def load_settings() -> Settings:
    """Return the settings of the environment. Raises CommandError if a value is not valid."""
    try:
        return read_settings()
    except SettingsError as error:
        raise CommandError(str(error)) from error
