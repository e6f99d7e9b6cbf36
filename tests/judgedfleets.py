"""The examples as a fleet, and one with hostile names, judged for a page or for Markdown."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from states import ROOT

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.fleet.discover import Piece
from shopexit.fleet.evaluate_shops import Task, evaluated_shop
from shopexit.fleet.sort_order import Sort, key
from shopexit.formats import RenderOptions, html, markdown
from shopexit.report.totals import Fleet, Shop, TotalsCounter
from shopexit.rules.loader import packaged_rules

HOSTILE = (
    "a\nb\r\n\r\n# c",
    "]]></style></title>",
    "<script>alert(1)</script>",
    "</template></td></tr></table><script>document.title = 'won'</script>",
    "<img src=x onerror=alert(2)>\"' onmouseover='alert(3)",
    "=cmd()|' /C calc'!A0",
    "\x1b[31mred\x1b[0m \x07",
    "{{7*7}}{% raw %}",
    "\u202eabc\u2066",
    "\x01-when",
    "店" * 10_000,
    "| a | b |",
    "`` ` @all #12 [x](javascript:1) <b> www.x.com",
    "</details><!-- a --> --",
)
_BROKEN = b"platform: kuaishou\nshop: broken\nfoo: 1\nbar: 2\n"
_UNNAMED = (ROOT / "examples/kuaishou/ready.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Judged:
    """A fleet, and its shops in the order in which a format gets them."""

    fleet: Fleet
    shops: Sequence[Shop]

    def page(self, path: Path) -> Path:
        """Write the fleet as a page."""
        items = (html.item(shop, self.fleet.lang) for shop in self.shops)
        page = html.document(self.fleet, items, RenderOptions())
        path.write_text("".join(page), encoding="utf-8")
        return path

    def markdown(self) -> str:
        """Return the fleet as Markdown."""
        items = (markdown.item(shop, self.fleet.lang) for shop in self.shops)
        return "".join(markdown.document(self.fleet, items, RenderOptions()))


def judged(pieces: Sequence[Piece], options: EvaluationOptions) -> Judged:
    """Judge entries of a fleet with all that a page shows of them."""
    rules, task = packaged_rules(), Task(options=options)
    found = [s for each in pieces if (s := evaluated_shop(each, rules, task, whole=True))]
    tally = TotalsCounter()
    for shop in found:
        tally.add(shop)
    return Judged(tally.fleet(options), sorted(found, key=lambda shop: key(shop, Sort.NEED)))


def examples() -> list[Piece]:
    """Return all examples, two shops without a name, and one that cannot be used."""
    paths = sorted((ROOT / "examples").glob("*/*.yaml"))
    pieces = [Piece(str(path.relative_to(ROOT)), None, 1, path.read_bytes()) for path in paths]
    unnamed = re.sub("(?m)^shop:.*$", "", _UNNAMED).encode()
    pieces += [Piece("unnamed.yaml", entry, 1, unnamed) for entry in (1, 2)]
    return [*pieces, Piece("broken.yaml", None, 1, _BROKEN)]


def hostile() -> list[Piece]:
    """Return a shop that can be used and one that cannot for every hostile name."""
    pieces = []
    for name in HOSTILE:
        file = f"{name[:60]}.jsonl".replace("/", "_")
        usable = json.dumps({"platform": "kuaishou", "shop": name}).encode()
        pieces.append(Piece(file, 1, 1, usable))
        pieces.append(Piece(file, 2, 1, usable.replace(b"shop", b"sho<p>")))
    return pieces
