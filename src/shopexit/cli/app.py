"""The application: it chooses the language, reads the settings and runs a command.

A command's module is imported only when the command is used.
"""

import locale
import os
import signal
import sys
import threading
import traceback
from _thread import interrupt_main
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import CompletionItem, TyperGroup  # type: ignore[attr-defined]

from shopexit import __version__
from shopexit.cli import help_page, streams
from shopexit.cli.exit_codes import BUG, GONE, INTERRUPTED, USAGE
from shopexit.cli.help_texts import HELP_OPTIONS
from shopexit.cli.usage_errors import usage_problem
from shopexit.messages import Lang, Problem, ShopexitError, Text, nearest

if TYPE_CHECKING:
    from shopexit.cli.settings import Settings

COMMANDS = {
    "check": "shop_commands",
    "fleet": "fleet_commands",
    "diff": "fleet_commands",
    "orders": "shop_commands",
    "done": "state_commands",
    "ask": "state_commands",
    "steps": "rules_commands",
    "platforms": "rules_commands",
    "facts": "rules_commands",
    "init": "rules_commands",
    "explain": "rules_commands",
    "schema": "rules_commands",
    "site": "rules_commands",
    "lint": "rules_commands",
    "test": "rules_commands",
}
"""Maps each command to the module that defines it, in the order of the help page."""


def imported(name: str) -> Any:
    """Import a command and return it as a click command.

    Its help texts are still keys of `HELP`, which `help_page.localise` replaces by texts.
    """
    module = import_module(f"shopexit.cli.{COMMANDS[name]}")
    (info,) = (each for each in module.app.registered_commands if each.help == name)
    command = typer.main.get_command_from_info(
        info, pretty_exceptions_short=False, rich_markup_mode=None
    )
    command.name = name
    return command


class _Imported(Mapping[str, Any]):
    """Maps names to commands, each imported when it is looked up, with help in `lang`."""

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

        During shell completion, empty `args` are not parsed: typer would import pydantic for this,
        which is slow.
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
    """Declare the options that can be given before a command; callbacks and `run` apply them."""


def program(lang: Lang) -> Any:
    """Return the command line as a click command, with help in the given language."""
    command: Any = typer.main.get_command(app)
    command.commands = _Imported(lang)
    help_page.localise(command, lang)
    return command


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Turn the signals that end a program into the exception `Stopped`.

    So that temporary files are removed, and the answers of an interview saved. By default Python
    ends immediately on SIGTERM and SIGHUP, and typer handles SIGINT itself.
    """

    def end(number: int, _: object) -> None:
        if number not in (signal.SIGINT, signal.SIGTERM):
            # The system and the shell both send it when a terminal is closed.
            signal.signal(number, signal.SIG_IGN)
        raise streams.Stopped(number)

    def ask_again(lost: "sys.UnraisableHookArgs") -> None:
        # An exception raised in a destructor is dropped by Python and only reported to this hook,
        # which cannot raise either; so the signal is sent again when the hook has returned.
        if isinstance(lost.exc_value, streams.Stopped):
            threading.Timer(0.05, interrupt_main, (lost.exc_value.signal_number,)).start()
        else:
            otherwise(lost)

    if threading.current_thread() is not threading.main_thread():
        yield  # signal handlers can only be set in the main thread
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    # SIGHUP comes when the terminal is closed. Windows has none, and `nohup` has it ignored.
    if hangup := getattr(signal, "SIGHUP", None):
        numbers += [hangup] if signal.getsignal(hangup) is not signal.SIG_IGN else []
    before = {number: signal.signal(number, end) for number in numbers}
    otherwise, sys.unraisablehook = sys.unraisablehook, ask_again
    try:
        yield
    finally:
        sys.unraisablehook = otherwise
        for number, handler in before.items():
            signal.signal(number, handler)


def language(args: Sequence[str], in_file: Lang | None = None) -> Lang:
    """Return the language: --lang, else SHOPEXIT_LANG, else `in_file` (settings), else the locale.

    Raises ShopexitError if SHOPEXIT_LANG names no known language.
    """
    # Searched for by hand: help pages and errors of parsing need the language before parsing.
    for i, arg in enumerate(args):
        given = arg.removeprefix("--lang=") if arg.startswith("--lang=") else None
        if arg == "--lang" and i + 1 < len(args):
            given = args[i + 1]
        if given in list(Lang):  # list, as before Python 3.12 an enum itself refuses other types
            return Lang(given)
    wanted = os.environ.get("SHOPEXIT_LANG")
    if wanted:
        if wanted not in list(Lang):
            says = Text(zh=f"没有“{wanted}”这种语言", en=f"there is no language '{wanted}'")
            raise ShopexitError([Problem(says, key="SHOPEXIT_LANG", hint=nearest(wanted, Lang))])
        return Lang(wanted)
    if in_file:
        return in_file
    # The order that POSIX gives to these variables. Windows sets none; there getlocale names
    # Chinese either zh_CN or Chinese (Simplified)_China.
    named = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, named), None) or locale.getlocale()[0] or ""
    return Lang.ZH if spoken.lower().startswith(("zh", "chinese")) else Lang.EN


def run(args: Sequence[str]) -> int:
    """Run shopexit with these arguments and return the exit code; no exception leaves the call."""
    streams.prepare()
    # Not left to typer, so that invalid settings do not stop an empty call either.
    args = args or ["--help"]
    lang = Lang.EN
    try:
        # Errors in the settings are reported in the language chosen without them.
        lang = language(args)
        found = _settings(args)
        lang = language(args, found.lang if found else None)
        with ended_by_signal():
            return _call(args, lang, found)
    except ShopexitError as error:
        for problem in error.problems:
            streams.complain(f"{problem.in_words(lang)}\n")
        return USAGE
    # Before the signal handlers are set, or when the input ends at the prompt for a password.
    except (KeyboardInterrupt, typer.Abort):
        streams.complain(f"{_STOPPED[lang]}\n")
        return INTERRUPTED
    except streams.Stopped as stopped:
        # A terminal shows ^C, and a question stands at its prompt: not on the same line.
        line = "\n" if sys.stderr.isatty() else ""
        streams.complain(f"{line}{_STOPPED[lang]}\n")
        return stopped.code
    except streams.Gone:
        streams.complain(f"{_GONE[lang]}\n")
        return GONE
    except Exception as error:  # noqa: BLE001 - a bug must never look like a verdict
        return _bug(error, lang)


_STOPPED = Text(
    zh="已中断：没写完的文件都没有留下，原来的文件没动",
    en="stopped: no partly written files remain, and existing files are unchanged",
)
_GONE = Text(
    zh="接收结果的程序先退出了，就没再查下去",
    en="stopped: the program that reads the output has exited",
)


def _settings(args: Sequence[str]) -> "Settings | None":
    """Return the settings for the working folder; None if there are none.

    For help and shell completion no settings are read, so that an invalid file does not break them.
    """
    if {*HELP_OPTIONS, "--version", "-V"} & {*args} or "_SHOPEXIT_COMPLETE" in os.environ:
        return None
    from shopexit.cli.settings_file import find

    return find(Path())


def _call(args: Sequence[str], lang: Lang, found: "Settings | None") -> int:
    command = program(lang)
    defaults = {
        name: {**(found.defaults(name) if found else {}), "lang": lang} for name in command.commands
    }
    try:
        # In standalone mode typer would print errors in its own words and end the process.
        code = command.main(
            list(args), prog_name="shopexit", standalone_mode=False, default_map=defaults
        )
    except typer.TyperException as error:
        raise ShopexitError([usage_problem(error, args)]) from None
    return code if isinstance(code, int) else 0


def _bug(error: Exception, lang: Lang) -> int:
    says = Text(
        zh="shopexit 自己出错了，没有给出结论。请把命令和文件发给我们；"
        "设 SHOPEXIT_DEBUG=1 再运行可以看到细节。",
        en="a bug in shopexit: no verdict was reached. Please report the command and the file; "
        "SHOPEXIT_DEBUG=1 shows the details.",
    )
    name = type(error).__name__
    streams.complain(f"{Problem(says).in_words(lang)} ({name})\n")
    if os.environ.get("SHOPEXIT_DEBUG"):
        streams.complain("".join(traceback.format_exception(error)))
    return BUG
