"""The command `site`: it writes the handbook, a folder of HTML pages about the rules."""

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.files.paths import is_folder, is_there
from shopexit.messages import Lang, Text, clean, fail
from shopexit.rules.loader import open_rules

app = typer.Typer()


@app.command(help="site")
def site(
    folder: Annotated[Path, typer.Argument(help="site-folder", metavar="DIR")],
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """Write the handbook into a new or empty folder, or over an earlier handbook."""
    from shopexit.formats.handbook import files
    from shopexit.report.catalogue import catalogue, guide

    _check_folder(folder)
    books = open_rules(rules, overlay).platforms()
    guides = [guide(book, [name], lang) for book in books for name in book.procedures]
    found = files(catalogue(books, lang), guides)
    _write(folder, found)
    written = Text(
        # All but one, the script for searching.
        zh=f"已生成 {len(found) - 1} 个网页，打开 {folder / 'index.html'}",
        en=f"{len(found) - 1} pages are written: open {folder / 'index.html'}",
    )
    streams.complain(f"{clean(written[lang])}\n")


def _check_folder(folder: Path) -> None:
    """Raise ShopexitError unless `folder` is new, empty, or contains an earlier handbook."""
    from shopexit.formats.handbook import MARK

    if not is_there(folder):
        return
    if not is_folder(folder):
        says = Text(zh="这不是文件夹，换一个", en="this is not a folder: name another one")
        raise fail(says, file=str(folder))
    try:
        if not any(folder.iterdir()):
            return
        index = folder / "index.html"
        if is_there(index) and MARK.encode() in index.read_bytes():
            return
    except OSError as error:
        raise streams.cannot_write(error, str(folder)) from None
    says = Text(
        zh="文件夹里有别的东西，不会往里写",
        en="there is something else in this folder: nothing is written into it",
    )
    hint = Text(
        zh="换一个空的、还没有的，或者以前生成的手册",
        en="name one that is empty, not there yet, or holds an earlier handbook",
    )
    raise fail(says, hint, file=str(folder))


def _write(folder: Path, found: Mapping[str, str]) -> None:
    """Write the files `found` (text by path) into a folder; remove other pages in subfolders."""
    paths = {folder / name: text for name, text in found.items()}
    folders = {path.parent for path in paths}
    with ExitStack() as stack:
        try:
            for each in sorted(folders):  # a folder before those in it
                each.mkdir(exist_ok=True)
                stack.callback(_remove_if_empty, each)
            streams.write_files(list(paths.items()))
            # Pages of an earlier handbook, of procedures that the rules no longer have.
            for each in folders - {folder}:
                for page in {*each.glob("*.html")} - {*paths}:
                    page.unlink()
        except OSError as error:
            raise streams.cannot_write(error, str(folder)) from None


def _remove_if_empty(folder: Path) -> None:
    # Else a folder that could not be filled would be taken for somebody else's the next time.
    with suppress(OSError):
        folder.rmdir()
