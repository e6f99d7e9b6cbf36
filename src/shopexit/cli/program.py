"""The typer application. A command's module is imported only when the command is used."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import CompletionItem, TyperGroup  # type: ignore[attr-defined]

from shopexit import __version__
from shopexit.cli import help_page, streams
from shopexit.cli.help_texts import HELP_OPTIONS
from shopexit.messages import Lang

COMMANDS = {
    "check": "commands",
    "fleet": "commands",
    "diff": "commands",
    "orders": "commands",
    "done": "state_commands",
    "ask": "state_commands",
    "steps": "rules_commands",
    "platforms": "rules_commands",
    "facts": "rules_commands",
    "init": "rules_commands",
    "explain": "rules_commands",
    "schema": "rules_commands",
    "site": "site_command",
    "lint": "author_commands",
    "test": "author_commands",
}
"""Module of each command, in the order of the help page."""


def imported(name: str) -> Any:
    """Import a command and return it as a click command; its help texts are keys of `HELP`."""
    module = import_module(f"shopexit.cli.{COMMANDS[name]}")
    (info,) = (each for each in module.app.registered_commands if each.help == name)
    command = typer.main.get_command_from_info(
        info, pretty_exceptions_short=False, rich_markup_mode=None
    )
    command.name = name
    return command


class _Imported(Mapping[str, Any]):
    """Commands by name, in one language. Looking up a command imports its module."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __getitem__(self, name: str) -> Any:
        command = imported(name)
        help_page.localise(command, self.lang)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Program(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options before a command.

        During completion there may be none: then nothing is parsed, as typer imports pydantic to
        convert the options.
        """
        return super().parse_args(ctx, args) if args or not ctx.resilient_parsing else []

    def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:
        """Return completions of a command's name, without importing any command."""
        lang = self.commands.lang  # type: ignore[attr-defined]
        # Passes over TyperGroup's own method, which asks every command for its help.
        return [
            CompletionItem(name, help=help_page.short_help(name, lang))
            for name in COMMANDS
            if name.startswith(incomplete)
        ] + super(TyperGroup, self).shell_complete(ctx, incomplete)


app = typer.Typer(
    cls=_Program,
    help="app",
    rich_markup_mode=None,  # rich's tables cut Chinese, which has no spaces to break at
    context_settings={"help_option_names": HELP_OPTIONS},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        streams.write(f"shopexit {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    lang: Annotated[Lang, typer.Option("--lang", help="lang", show_default=False)] = Lang.EN,
    version: Annotated[
        bool, typer.Option("--version", "-V", help="version", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Accept the options before a command, which have been processed already."""


def program(lang: Lang) -> Any:
    """Return the command line as a click command, with help in the given language."""
    command: Any = typer.main.get_command(app)
    command.commands = _Imported(lang)
    help_page.localise(command, lang)
    return command
