"""Runs that are compared: shops of an earlier run and of a later one, and files of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from states import ROOT

from shopexit import Platform, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.fleet.baseline import Judging, read_shops
from shopexit.formats import RenderOptions, as_json, renderer
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang, Problem, both
from shopexit.plan.actions import make_plan
from shopexit.report.model import MoneyTotals
from shopexit.report.summary import KeyDates, Listed, Status, Summary, Unusable, summarise
from shopexit.report.summary import unusable as told_unusable
from shopexit.report.totals import Shop
from shopexit.rules.loader import packaged_rules

BLOCKED = ROOT / "examples" / "kuaishou" / "blocked.yaml"
DAY = date(2026, 12, 20)
SETTLED = "kuaishou/close/funds-settled"


def dates(**known: date | None) -> KeyDates:
    """Return the days of a shop; what is not said has none."""
    days: dict[str, date | None] = dict.fromkeys(
        ("apply", "close", "close_latest", "money", "money_latest")
    )
    return KeyDates(**{**days, **known}, estimated=False)


def money(comes_back: str, **others: str) -> MoneyTotals:
    """Return the money of a shop to which so much comes back; what is not said is nothing."""
    groups = {"stays": "0.00", "in_doubt": "0.00", "to_pay": "0.00", **others}
    return MoneyTotals(currency="CNY", comes_back=comes_back, missing=(), **groups)


def shop(name: str | None = "甲", **more: Any) -> Summary:
    """Return a blocked shop with one unmet requirement, changed as is said."""
    kept = Summary(
        file="甲.yaml",
        entry=None,
        platform="kuaishou",
        platform_name=both("快手"),
        shop=name,
        procedure="close",
        passed_procedures=(),
        on=date(2026, 11, 22),
        as_of=date(2026, 11, 21),
        verdict=Verdict.BLOCKED,
        first=None,
        blocked_by=(SETTLED,),
        disputed=(),
        unknown=(),
        missing=(),
        open_points=(),
        waived=(),
        orders=0,
        money=money("100.00"),
        dates=dates(close=DAY, close_latest=DAY, money=DAY),
        warnings=(),
        returned=(),
    )
    return replace(kept, **more)


def unusable(file: str, entry: int | None = None, says: str = "no such fact") -> Unusable:
    """Return a shop that could not be used."""
    return told_unusable(file, entry, [Problem(both(says), file)])


def procedure_of(path: Path) -> str | None:
    """Return the procedure that an example is about."""
    return "refund-deposit" if path.stem.startswith("refund-") else None


def briefed(rules: Platform, path: Path) -> Summary:
    """Return an example in brief, judged on the day of its figures."""
    state = read_state(path, rules)
    assert state.as_of
    options = EvaluationOptions(state.as_of, procedure=procedure_of(path))
    evaluation = evaluate(rules, state, options)
    return summarise(make_plan(evaluation), str(path))


def reported(rules: Platform, path: Path, limit: int = 0) -> str:
    """Return the JSON of a report on an example."""
    state = read_state(path, rules)
    assert state.as_of
    options = EvaluationOptions(state.as_of, procedure=procedure_of(path), limit=limit)
    report = check(rules, state, options)
    return renderer("report", "json")(report, RenderOptions())


def as_line(of: Summary) -> str:
    """Return a brief as a line of JSON Lines."""
    return as_json.item(Shop(file=of.file, entry=of.entry, summary=of), Lang.ZH).rstrip("\n")


def from_text(folder: Path, text: str, name: str = "old.json") -> list[Listed]:
    """Return what is read of a file with the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_shops(path, Judging(packaged_rules()))


def complaint(folder: Path, text: str, lang: Lang = Lang.EN, name: str = "old.json") -> str:
    """Return with which words a file is refused, without its folder."""
    with pytest.raises(ShopexitError) as caught:
        from_text(folder, text, name)
    words = "\n".join(problem.in_words(lang) for problem in caught.value.problems)
    return words.replace(f"{folder}/", "")


LINE = '{"schema": "shopexit.shop/1", "file": "a", "verdict": null}'
REFS = st.lists(st.sampled_from(["kuaishou/close/a", "kuaishou/close/b", "x/y/c"]), max_size=2)
SOME_DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def shops(draw: st.DrawFn) -> Listed:
    """Draw a shop that may share its name or its place with others."""
    file, entry = draw(st.sampled_from(["a", "b"])), draw(st.none() | st.integers(1, 2))
    standing = draw(st.sampled_from(Status))
    if standing is Status.UNUSABLE:
        return unusable(file, entry, draw(st.sampled_from(["no such fact", "no such platform"])))
    return shop(
        draw(st.none() | st.sampled_from(["甲", "乙"])),
        file=file,
        entry=entry,
        platform=draw(st.sampled_from(["kuaishou", "taobao"])),
        verdict=Verdict(standing),
        blocked_by=tuple(draw(REFS)),
        disputed=tuple(draw(REFS)),
        unknown=tuple(draw(REFS)),
        open_points=tuple(draw(REFS)),
        missing=tuple(draw(st.sets(st.sampled_from(["a.b", "c.d"])))),
        dates=dates(close=draw(SOME_DAY), money=draw(SOME_DAY)),
        money=money(draw(st.sampled_from(["0.00", "1.50", "100.00"]))),
    )


RUNS = st.lists(shops(), max_size=5)
