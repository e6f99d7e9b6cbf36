"""Draw the first screen of `shopexit check`, in both languages, for the README.

    python docs/screen.py

It is rich's own picture of a terminal, with the fonts of whoever looks at it: the page that shows
it asks nobody else for anything.
"""

import re
from datetime import date
from html import escape, unescape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from shopexit import EvaluationOptions, Lang, check, load_rules, read_state
from shopexit.formats import RenderOptions, renderer

ROOT = Path(__file__).parents[1]
EXAMPLE = "examples/kuaishou/blocked.yaml"
ON = date(2026, 11, 22)
WIDTH = 80
CELL = 12.2
"""Units of the picture that a cell of the terminal is wide; rich has no name for it."""
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
_TEXT = re.compile(
    r'<text class="([^"]+)" x="([^"]+)" y="([^"]+)" textLength="[^"]+" (clip-path="[^"]+")>'
    r"([^<]*)</text>"
)
PICTURE = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}">
<style>
.screen-matrix, .screen-title {{{{ font-family: {FONTS}; }}}}
.screen-matrix {{{{
  font-size: {{char_height}}px; line-height: {{line_height}}px;
}}}}
.screen-title {{{{ font-size: 18px; font-weight: bold; }}}}
{{styles}}
</style>
<defs>
<clipPath id="screen-clip-terminal">
<rect x="0" y="0" width="{{terminal_width}}" height="{{terminal_height}}" />
</clipPath>
{{lines}}
</defs>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})" clip-path="url(#screen-clip-terminal)">
{{backgrounds}}
<g class="screen-matrix">
{{matrix}}
</g>
</g>
</svg>
"""


def picture(lang: Lang) -> str:
    """Return the screen of the example as SVG."""
    rules = load_rules("kuaishou")
    state = read_state(ROOT / EXAMPLE, rules)
    report = check(rules, state, EvaluationOptions(on=ON, lang=lang))
    shown = renderer("screen", "text")(report, RenderOptions(WIDTH, color=True))
    console = Console(record=True, width=WIDTH, file=StringIO(), legacy_windows=False)
    console.print(Text.from_ansi(shown.rstrip()))
    drawn = console.export_svg(
        title=f"shopexit check kuaishou {EXAMPLE}",
        theme=MONOKAI,
        code_format=PICTURE,
        unique_id="screen",
    )
    return _TEXT.sub(_in_cells, drawn)


def _in_cells(found: re.Match[str]) -> str:
    """Return a piece of text in pieces of equally wide characters, each where it belongs.

    rich takes every character for one cell; Chinese ones are two.
    """
    style, x, y, clip, words = found.groups()
    pieces, at = [], float(x)
    for wide, each in groupby(unescape(words), lambda character: cell_len(character) == 2):
        piece = "".join(each)
        width = CELL * cell_len(piece)
        if piece.strip():
            pieces.append(
                f'<text class="{style}" x="{at:.1f}" y="{y}" textLength="{width:.1f}" {clip}>'
                f"{piece if wide else escape(piece).replace(' ', '&#160;')}</text>"
            )
        at += width
    return "\n".join(pieces)


def main() -> None:
    """Write both pictures."""
    for lang in Lang:
        file = ROOT / "docs" / f"screen.{lang}.svg"
        file.write_text(picture(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
