"""Runs that are compared: shops of an earlier run and of a later one, and files of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter
from states import ROOT

from shopexit import Platform, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions, Outcome
from shopexit.evaluation.evaluation import evaluate
from shopexit.fleet.baseline import Judging, read
from shopexit.formats import RENDERERS, PlainFormat
from shopexit.formats.lines import RenderOptions
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang
from shopexit.plan.actions import make_plan
from shopexit.report.comparison_model import Days, Snapshot, Status, unusable
from shopexit.report.summary import Summary, summarise
from shopexit.rules.loader import packaged_rules

BLOCKED = ROOT / "examples" / "kuaishou" / "blocked.yaml"
UNMET, UNKNOWN, DISPUTED = Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED
DAY = date(2026, 12, 20)


def shop(name: str | None = "甲", **more: Any) -> Snapshot:
    """Return a blocked shop with one unmet requirement, changed as is said."""
    kept = Snapshot(
        file="甲.yaml",
        entry=None,
        standing=Status.BLOCKED,
        platform="kuaishou",
        shop=name,
        procedure="close",
        on=date(2026, 11, 22),
        open=(("kuaishou/close/funds-settled", UNMET),),
        currency="CNY",
        expected="100.00",
        days=Days(close=DAY, close_latest=DAY, money=DAY),
    )
    return replace(kept, **more)


def procedure_of(path: Path) -> str | None:
    """Return the procedure that an example is about."""
    return "refund-deposit" if path.stem.startswith("refund-") else None


def briefed(rules: Platform, path: Path) -> Summary:
    """Return an example in brief, judged on the day of its figures."""
    state = read_state(path, rules)
    assert state.as_of
    options = EvaluationOptions(state.as_of, procedure=procedure_of(path))
    evaluation = evaluate(rules, state, options)
    return summarise(evaluation, make_plan(evaluation), str(path))


def reported(rules: Platform, path: Path, limit: int = 0) -> str:
    """Return the JSON of a report on an example."""
    state = read_state(path, rules)
    assert state.as_of
    options = EvaluationOptions(state.as_of, procedure=procedure_of(path), limit=limit)
    report = check(rules, state, options)
    return RENDERERS[PlainFormat.JSON](report, RenderOptions())


def as_line(of: Summary) -> str:
    """Return a brief as a line of JSON Lines."""
    raw = TypeAdapter(Summary).dump_json(of, by_alias=True, context={"lang": Lang.ZH})
    return raw.decode()


def from_text(folder: Path, text: str, name: str = "old.json") -> list[Snapshot]:
    """Return what is read of a file with the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return list(read(path, Judging(packaged_rules())))


def complaint(folder: Path, text: str, lang: Lang = Lang.EN, name: str = "old.json") -> str:
    """Return with which words a file is refused, without its folder."""
    with pytest.raises(ShopexitError) as caught:
        from_text(folder, text, name)
    words = "\n".join(problem.in_words(lang) for problem in caught.value.problems)
    return words.replace(f"{folder}/", "")


LINE = '{"schema": "shopexit.shop/1", "file": "a", "verdict": null}'
REFS = st.sampled_from(["kuaishou/close/a", "kuaishou/close/b", "x/y/c"])
SOME_DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Draw a shop that may share its name or its place with others."""
    file, entry = draw(st.sampled_from(["a", "b"])), draw(st.none() | st.integers(1, 2))
    standing = draw(st.sampled_from(Status))
    if standing is Status.UNUSABLE:
        return unusable(file, entry)
    return Snapshot(
        file=file,
        entry=entry,
        standing=standing,
        platform=draw(st.sampled_from(["kuaishou", "taobao"])),
        shop=draw(st.none() | st.sampled_from(["甲", "乙"])),
        open=tuple(draw(st.dictionaries(REFS, st.sampled_from([UNMET, UNKNOWN]))).items()),
        missing=tuple(draw(st.sets(st.sampled_from(["a.b", "c.d"])))),
        days=Days(close=draw(SOME_DAY), money=draw(SOME_DAY)),
        currency="CNY",
        expected=draw(st.sampled_from(["0.00", "-1.50", "100.00"])),
    )


RUNS = st.lists(snapshots(), max_size=5)
