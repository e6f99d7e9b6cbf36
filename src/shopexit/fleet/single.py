"""Judging many shops from Python: what an engine of somebody else's calls for each of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from shopexit import pipeline
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions
from shopexit.fleet.discover import Piece
from shopexit.fleet.evaluate_shops import Asked, Shops
from shopexit.fleet.rules_cache import RulesCache
from shopexit.formats import jsonl
from shopexit.messages import Lang
from shopexit.rules.loader import open_book
from shopexit.rules.sources import Grade


class FleetJudge:
    """Judges the shops of a fleet one at a time, for programs that bring their own engine.

    It holds no more than the rules and the day. Loading it takes a while, so load one a process.
    """

    def __init__(self, shops: Shops, lang: Lang) -> None:
        self._shops = shops
        self._lang = lang

    def line(
        self, text: str | bytes, name: str = "state", entry: int | None = None
    ) -> dict[str, Any]:
        """Return what `shopexit fleet --format jsonl` says of a state: an object of plain values.

        A state that cannot be used is no error: its `verdict` is None, and `problems` say why.
        """
        raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
        shop = self._shops.shop(Piece(name, entry, entry or 1, raw))
        if shop is None:
            raise TypeError(name)  # only where some platforms are passed over
        told: dict[str, Any] = json.loads(jsonl.brief(shop, self._lang))
        return told


def load_fleet(
    on: date | None = None,
    rules: Path | None = None,
    *,
    procedure: str | None = None,
    trust: Grade = Grade.GUIDE,
    strict: bool = False,
    max_age: int = MAX_AGE,
    lang: Lang = Lang.EN,
) -> FleetJudge:
    """Return what judges many shops, of all platforms, as of a day; today in China by default.

    `rules` is a folder of rule files; the others are as for `check`. Raises ShopexitError if the
    rules cannot be used.
    """
    terms = EvaluationOptions(on or pipeline.today(), trust, strict, max_age)
    asked = Asked(terms, procedure, lang)
    return FleetJudge(Shops(RulesCache(open_book(rules)), asked), lang)
