"""What the documents are, and what stands in them: blocks, words, headings.

Commands and options of the program are here too, as documents and help are held against them.
"""

import re
from textwrap import dedent
from typing import Any

import typer
from states import ROOT

from shopexit.cli.app import COMMANDS, app, imported

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
WRITTEN = {
    lang: sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "docs" / lang).glob("*.md")
        if path.name != "facts.md"  # no hand writes it
    )
    for lang in READMES
}
"""The pages of docs in each language."""
PAGES = {lang: (READMES[lang], *WRITTEN[lang]) for lang in READMES}
"""What a user reads, in each language."""
ALL_PAGES = (*PAGES["en"], *PAGES["zh"])
CONTRIBUTING, WRITING_RULES = "CONTRIBUTING.md", "docs/writing-rules.md"
FACTS = tuple(f"docs/{lang}/facts.md" for lang in READMES)
DOCUMENTS = (*ALL_PAGES, *FACTS, CONTRIBUTING, WRITING_RULES, "CHANGELOG.md")
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    """Return what stands in the fenced blocks of a kind, such as `console`."""
    return [dedent(body) for found, body in FENCED.findall(text) if found == kind]


def having(kind: str) -> list[str]:
    """Return the documents with a fenced block of a kind; there is one."""
    found = [name for name in DOCUMENTS if blocks(read(name), kind)]
    assert found
    return found


def code(text: str) -> str:
    """Return all that a document sets as code, in blocks and within sentences."""
    spans = re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    return "\n".join([*(body for _, body in FENCED.findall(text)), *spans])


def words(text: str) -> set[str]:
    """Return the words that a document sets as code."""
    return set(re.findall(r"[\w./-]+", code(text)))


def anchors(name: str) -> set[str]:
    """Return what leads to the headings of a document: words in small letters, with hyphens."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", read(name)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands() -> dict[str, Any]:
    """Return every command by its name, and the program itself as the empty name."""
    program: Any = typer.main.get_command(app)
    return {"": program, **{name: imported(name) for name in COMMANDS}}


def options(command: Any) -> set[str]:
    """Return the options of a command, in every spelling."""
    given = {spelling for p in command.params for spelling in (*p.opts, *p.secondary_opts)}
    return {"--help", *(spelling for spelling in given if spelling.startswith("-"))}
