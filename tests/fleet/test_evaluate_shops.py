"""A shop of a fleet has the answer that its file has alone, whatever other shops there are."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import LONGER, ON, PLATFORMS, ROOT, parsed
from statewriter import Writer

from shopexit import Platform, Report, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import Evaluation, evaluate
from shopexit.fleet.discover import Block, Piece
from shopexit.fleet.evaluate_shops import Task, evaluated, evaluated_shop
from shopexit.formats import RenderOptions, renderer
from shopexit.inputs.state import State
from shopexit.messages import Problem
from shopexit.rules.loader import BrokenRulesError, RuleSet, packaged_rules

SETTINGS = settings(
    max_examples=60 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAME = "state"
OPTIONS = EvaluationOptions(ON)
Found: TypeAlias = tuple[State, Report] | tuple[Problem, ...]
"""What is read of a state and found out about it, or what is wrong with it."""


@contextmanager
def reader() -> Iterator["Reader"]:
    """Return what evaluates shops as a fleet does, one after another, and keeps their states."""
    with pytest.MonkeyPatch.context() as patch:
        yield Reader(patch)


class Reader:
    """Evaluates shops as a fleet does."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._states: list[State] = []

        def keep(rules: Platform, state: State, options: EvaluationOptions) -> Evaluation:
            self._states.append(state)
            return evaluate(rules, state, options)

        patch.setattr("shopexit.fleet.evaluate_shops.evaluate", keep)

    def read(self, raw: bytes) -> Found:
        """Return what is found out about a shop."""
        shop = evaluated_shop(
            Piece(NAME, None, 1, raw), packaged_rules(), Task(options=OPTIONS), whole=True
        )
        assert shop
        assert bool(shop.report) is not bool(shop.problems)
        return (self._states[-1], shop.report) if shop.report else shop.problems


def alone(rules: Platform, raw: bytes) -> Found:
    """Return the same of the only state there is."""
    try:
        state = parsed(raw, rules, name=NAME, on=ON)
        return state, check(rules, state, OPTIONS)
    except ShopexitError as error:
        return tuple(replace(problem, file=problem.file or NAME) for problem in error.problems)


def exactly(found: Found) -> Any:
    """Return all that is said with its types, which 1, 1.0 and true being equal would hide."""
    match found:
        case (State() as read, Report() as report):
            said = {field.name: getattr(read, field.name) for field in fields(read)}
            document = said.pop("document")
            orders = read.orders and [(order.id, _typed(order.values)) for order in read.orders]
            return {name: repr(value) for name, value in said.items()} | {
                "values": _typed(read.values),
                "orders": orders,
                "answers": repr(dict(read.answers)),
                "done": repr(dict(read.done)),
                "places": [document.place((key,)) for key in ("platform", "waivers", "orders")],
                "name": (document.name, document.warnings),
                "report": renderer("report", "json")(report, RenderOptions()),
            }
        case _:
            return found


def _typed(values: Mapping[str, Any]) -> dict[str, str]:
    return {path: f"{type(value)} {value!r}" for path, value in values.items()}


def assert_alike(rules: Platform, raws: Sequence[bytes]) -> None:
    """Assert that of each of several states a fleet says what is said of it alone."""
    with reader() as fleet:
        for raw in raws:
            assert exactly(fleet.read(raw)) == exactly(alone(rules, raw)), raw


@pytest.mark.parametrize("name", PLATFORMS)
@settings(SETTINGS, max_examples=8 * LONGER)
@given(seed=st.integers(0, 1 << 32))
def test_a_state_of_a_fleet_says_what_it_says_alone(
    name: str, rules_of: Mapping[str, Platform], seed: int
) -> None:
    """Good or bad, as JSON or YAML, whatever was read before: the same answer or errors."""
    assert_alike(rules_of[name], Writer(rules_of[name], seed).states(8))


ONE = b'{"platform": "kuaishou", "orders": {"pending_payment": %s}}'
FLAG = b'{"platform": "kuaishou", "services": {"freight_insurance_active": %s}}'
PROOF = b'{"platform": "kuaishou", "confirmed": {"data_backed_up": %s}}'
MONEY = b'{"platform": "kuaishou", "deposit": {"held": %s}}'
DAY = b'{"platform": "kuaishou", "notice": {"published_on": %s}}'
SHOP = b'{"platform": "kuaishou", "shop": %s}'
ANSWER = (
    b'{"platform": "kuaishou", "answers": {"kuaishou/close/deposit-returned": {"required": %s}}}'
)
ORDER = b'{"platform": "1688", "order_list": [{"id": %s, "status": "pending_payment"}]}'
LIKE = [
    b"1", b"true", b"1.0", b"1.00", b'"1"', b"0", b"false", b"0.0", b"-0", b"-0.0", b'"0"', b"null",
    b"1e5", b"1E0", b"100000", b"1000000000000000", b"999999999999999", b"9007199254740993",
    b"NaN", b"Infinity", b'"NaN"', b'"true"', b'""', b"[]", b"{}", b"[1]", b'{"by": 1}',
    b'{"by": true}', b'{"by": "1"}', b'"2026-11-01"', b'"never"', b"20261101", b"0.01", b"0.001",
    b"123456789012345.67", b'"a\\u0000b"', b'"a  b"', b'"a b"', b'"\\ud83d\\ude00"', b'"\\ud83d"',
    b"1" * 5000, b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", b'{"on": null}',
]  # fmt: skip


@pytest.mark.parametrize("shape", [ONE, FLAG, PROOF, MONEY, DAY, SHOP, ANSWER, ORDER])
def test_a_value_is_the_same_in_a_fleet_as_alone(
    shape: bytes, rules_of: Mapping[str, Platform]
) -> None:
    """Also where others before it are equal to Python: 1, true and 1.0, or 0, false and -0.0."""
    name = "1688" if shape is ORDER else "kuaishou"
    raws = [shape % value for value in LIKE]
    as_text = [raw.replace(b'{"platform": "kuaishou",', b"platform: kuaishou\n") for raw in raws]
    assert_alike(rules_of[name], [*raws, *as_text[:10]])


@pytest.mark.parametrize("raw", [b'[{"platform": "kuaishou"}]', b"- platform: kuaishou\n", b"word"])
def test_a_file_that_is_no_mapping_is_refused_for_that(
    raw: bytes, rules_of: Mapping[str, Platform]
) -> None:
    """Rather than for want of a platform, which a list of shops does name."""
    assert_alike(rules_of["kuaishou"], [raw])


ODDITIES = [
    b'{"platform": "kuaishou", "platform": "kuaishou"}',
    b'{"platform": "kuaishou", "orders": {"pending_payment": 0, "pending_payment": 1}}',
    b'{"platform": "kuaishou", "orders": {"pending_payment": 0}, "orders": null}',
    b'{"platform": "kuaishou", "orders": {"pending_payment": 0, "pending_payment ": 1}}',
    b'{"platform": "kuaishou", "orders": {" pending_payment": 1}}',
    b'{"platform": "kuaishou", "orders": null, "deposit": null, "order_list": null}',
    b'{"platform": "kuaishou", "orders": [], "deposit": []}',
    b'{"platform": "kuaishou", "orders": {}, "waivers": {}}',
    b'{"platform": "kuaishou", "orders": 0, "waivers": 0}',
    b'{"platform": "kuaishou", "orders": "", "waivers": ""}',
    b'{"platform": "kuaishou", "orders": false, "order_list": false}',
    b'{"platform": "kuaishou", "order_list": {}, "answers": []}',
    b'{"platform": "kuaishou", "order_list": [null]}',
    b'{"platform": "kuaishou", "order_list": [{"id": null}, {}, []]}',
    b'{"platform": "kuaishou", "order_list": [{"id": 1}, {"id": "1"}]}',
    b'{"platform": "kuaishou", "waivers": null, "answers": null, "done": null, "shop": null}',
    b'{"platform": "kuaishou", "done": ["a", {"step": "a"}, {"step": "b", "on": "2026-11-01"}]}',
    b'{"platform": "kuaishou", "done": ["", {"step": ""}, 1, null, true]}',
    b'{"platform": "kuaishou", "orders_from": null}',
    b'{"platform": "kuaishou", "orders_from": []}',
    b'{"platform": "kuaishou", "orders_from": 7}',
    b'{"platform": "kuaishou", "orders_from": "none.csv"}',
    b'{"platform": "kuaishou", "as_of": null}',
    b'{"platform": "kuaishou", "as_of": "2026-11-01", "notice": {"published_on": "2026-11-02"}}',
    b'{"platform": "kuaishou", "closing": {"status": "closed", "closed_on": "never"}}',
    b'{"platform": "\\u5feb\\u624b"}',
    b'{"platform": "\\u5feb\\u624b  "}',
    b'{"platform": "KUAISHOU"}',
    b'{"platform": "kuaishou", "shop": "\\u001b[31m"}',
    b'{"platform": "kuaishou", "sh\\u001bop": "x"}',
    b'{"platform": "kuaishou", "orders": ' + b'{"a": ' * 40 + b"1" + b"}" * 41,
    b'{"platform": "kuaishou", "shop": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    b'{"platform": "kuaishou"} {"platform": "kuaishou"}',
    b'{"platform": "kuaishou"',
    b"{platform: kuaishou, orders: {pending_payment: 0}}",
    b"{'platform': 'kuaishou'}",
    b'{"platform": "kuaishou",}',
    b'\xef\xbb\xbf{"platform": "kuaishou", "orders": {"pending_payment": 0}}',
    '{"platform": "kuaishou", "shop": "阿珍女装店"}'.encode("gb18030"),
    '{"platform": "kuaishou", "shop": "阿珍女装店"}'.encode("utf-16"),
    b"platform: kuaishou\norders: {pending_payment: 0, pending_payment: 0}\n",
    b"platform: kuaishou\norders:\n",
    b"platform: kuaishou\nshop: &a x\n",
    b"platform: kuaishou\nshop: *a\n",
    b"platform: kuaishou\nshop: !!python/object:os.system x\n",
    b"platform: !!str kuaishou\nshop: 1688\n",
    b"? [platform]\n: kuaishou\n",
    b'{"platform": "kuaishou", "answers": {"": {"required": true}}}',
    b'{"platform": "kuaishou", "answers": {"a  b": {"required": true, "note": "x\\ty"}}}',
    b'{"platform": "kuaishou", "waivers": [{"requirement": "a", "reason": "b", "by": 1688}]}',
    b'{"platform": "kuaishou", "waivers": [{"requirement": 1, "reason": "b", "by": true}]}',
]  # fmt: skip


def test_odd_files_are_refused_and_accepted_as_they_are_alone(
    rules_of: Mapping[str, Platform],
) -> None:
    """Doubled keys, empty groups, lists for mappings, deep nesting, encodings, half a file."""
    assert_alike(rules_of["kuaishou"], ODDITIES)


@pytest.mark.parametrize(("entry", "line"), [(None, None), (2, 7)])
def test_what_is_wrong_with_a_shop_as_a_whole_stands_where_its_entry_begins(
    entry: int | None, line: int | None
) -> None:
    """Such as a procedure that its platform does not have; a file of one shop has no line."""
    task = Task(options=EvaluationOptions(ON, procedure="exit-managed"))
    shop = evaluated_shop(Piece(NAME, entry, 7, b"platform: kuaishou\n"), packaged_rules(), task)
    assert shop
    assert [(each.file, each.line) for each in shop.problems] == [(NAME, line)]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_many_batches_come_back_whole_and_in_their_order(
    jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many more than the processes there are."""
    monkeypatch.setattr("shopexit.fleet.evaluate_shops._MANY", 1)
    given = [Block(str(n), 1, b"platform: kuaishou\n", is_lines=False) for n in range(30)]
    task = Task(options=OPTIONS, formats=("jsonl",), compared=True)
    batches = list(evaluated(given, task, jobs))
    assert [each.file for batch in batches for each in batch.listed] == [b.file for b in given]
    assert [batch.size for batch in batches] == [len(given[0].raw)] * len(given)


def test_no_batch_is_lost_when_the_slowest_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others run ahead of it as far as they may; what is left is given out once it is in."""
    slow: list[Connection] = []

    def wait(busy: Iterable[Connection]) -> list[Connection]:
        waited = list(busy)
        slow.extend(waited[:1] if not slow else [])
        ready = [each for each in waited if each not in slow] or waited
        return [each for each in ready if each.poll(60)]

    monkeypatch.setattr("shopexit.fleet.evaluate_shops._MANY", 1)
    monkeypatch.setattr("shopexit.fleet.evaluate_shops.wait", wait)
    given = [Block(str(n), 1, b"platform: kuaishou\n", is_lines=False) for n in range(60)]
    batches = list(evaluated(given, Task(options=OPTIONS, formats=("jsonl",)), 2))
    assert len(batches) == len(given)


def test_a_broken_calendar_is_no_fault_of_the_shop_that_counts_by_it(tmp_path: Path) -> None:
    """It ends the run, as a broken rule file does, and is not told of every shop."""
    rules = ROOT / "tests" / "broken" / "rules"
    shutil.copytree(rules / "good", tmp_path, dirs_exist_ok=True)
    shutil.copy(rules / "calendar-not-a-year.yaml", tmp_path / "calendar.yaml")
    raw = b'{"platform": "market", "orders": {"open": 0}}'
    with pytest.raises(BrokenRulesError, match="expected a year"):
        evaluated_shop(Piece(NAME, None, 1, raw), RuleSet(tmp_path), Task(options=OPTIONS))
