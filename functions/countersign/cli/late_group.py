"""Commands whose modules are imported when they are used, not before, so that `--help` is quick."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from countersign.local.operator_error import OperatorError

_INSTALL_HINT = "Install all commands: uv sync (or: pip install 'countersign[local,prove,train]')."


class LateGroup(click.Group):
    """Made with `late=`: name -> (module here that defines a click command of that name, what the list of commands says).

    A command that is called as a builtin is defined with `_` after its name.
    """

    def __init__(self, *args: Any, late: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(self._late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._late:
            return None
        module, _ = self._late[cmd_name]
        try:
            found = import_module(f"countersign.cli.{module}")
            command: click.Command = getattr(found, cmd_name if hasattr(found, cmd_name) else f"{cmd_name}_")
        except ModuleNotFoundError as error:
            if str(error.name).startswith("countersign"):
                raise
            raise OperatorError(
                f"`{ctx.command_path} {cmd_name}` needs the module {error.name}, which is not installed.", _INSTALL_HINT
            ) from error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self._late.items()])
