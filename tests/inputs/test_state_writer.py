"""What is changed in a state file is changed, and all else stays as it was written."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from shopexit.files import yaml
from shopexit.inputs.state_writer import with_export, with_step, with_values, without_step
from shopexit.messages import clean
from shopexit.rules.facts import Value

DAY = date(2026, 11, 21)
WRITTEN = """\
# 我的店
platform: kuaishou   # 快手
shop:  # 店名
as_of: 2026-11-01

orders:  # 订单
  # 待付款
  pending_payment:   # 没有写 0
  pending_shipment: 2  # 两单

# 钱
funds: {unsettled: 120.50, debt: 0}  # 都在这里
deposit: {}
closing:

# 最后的话
"""


def read(text: str) -> Any:
    """Return what a text says."""
    return yaml.parse(text.encode(), "state").data


def test_comments_order_and_spelling_stay() -> None:
    """A value goes where it belongs, and what stands around it does not move."""
    changed = with_values(
        WRITTEN,
        {
            "as_of": DAY,
            "orders.pending_payment": 3,
            "orders.pending_receipt": 1,
            "funds.debt": Decimal("7.50"),
            "funds.in_transit": 0,
            "deposit.held": Decimal(500),
            "closing.status": "in_review",
            "closing.applied_on": DAY,
            "confirmed.data_backed_up": True,
        },
    )
    assert (
        changed
        == """\
# 我的店
platform: kuaishou   # 快手
shop:  # 店名
as_of: 2026-11-21

orders:  # 订单
  # 待付款
  pending_payment: 3   # 没有写 0
  pending_shipment: 2  # 两单
  pending_receipt: 1

# 钱
funds: {unsettled: 120.50, debt: 7.50, in_transit: 0}  # 都在这里
deposit: {held: 500}
closing:
  status: in_review
  applied_on: 2026-11-21
confirmed:
  data_backed_up: true

# 最后的话
"""
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "done:\n  - {step: a/b/c, on: 2026-11-21}\n"),
        ("done:\n", "done:\n  - {step: a/b/c, on: 2026-11-21}\n"),
        ("done: []\n", "done: [{step: a/b/c, on: 2026-11-21}]\n"),
        ("done: [x]  # one\n", "done: [x, {step: a/b/c, on: 2026-11-21}]  # one\n"),
        (
            "done:\n- x  # one\n\n# end\n",
            "done:\n- x  # one\n- {step: a/b/c, on: 2026-11-21}\n\n# end\n",
        ),
        (
            "done:\n  - step: x\n    on: 2026-11-01\nshop: y\n",
            "done:\n  - step: x\n    on: 2026-11-01\n  - {step: a/b/c, on: 2026-11-21}\nshop: y\n",
        ),
    ],
)
def test_a_step_is_added_to_those_that_are_done_and_taken_off_again(
    before: str, after: str
) -> None:
    """However the list is written; without the step it says what it said before."""
    text = f"platform: kuaishou\n{before}"
    added = with_step(text, "a/b/c", DAY)
    assert added == f"platform: kuaishou\n{after}"
    left = read(without_step(added, "a/b/c"))
    assert (left.get("done") or []) == (read(text).get("done") or [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "orders_from: new.csv\n"),
        ("orders_from:  # none\n", "orders_from: new.csv  # none\n"),
        ("orders_from: null\n", "orders_from: new.csv\n"),
        ("orders_from: a.csv  # one\n", "orders_from:  # one\n  - a.csv\n  - new.csv\n"),
        ("orders_from: 'null'\n", 'orders_from:\n  - "null"\n  - new.csv\n'),
        ("orders_from: [a.csv]  # one\n", "orders_from: [a.csv, new.csv]  # one\n"),
        ("orders_from:\n- a.csv\n# end\n", "orders_from:\n- a.csv\n- new.csv\n# end\n"),
        (
            "orders_from:\n  files: a.csv\n  map: {x: closed}\n",
            "orders_from:\n  files:\n    - a.csv\n    - new.csv\n  map: {x: closed}\n",
        ),
        (
            "orders_from: {files: [a.csv], map: {x: closed}}\n",
            "orders_from: {files: [a.csv, new.csv], map: {x: closed}}\n",
        ),
    ],
)
def test_an_export_is_added_to_those_that_are_named(before: str, after: str) -> None:
    """However they are written; one that is named already is not named twice."""
    text = with_export(f"platform: kuaishou\n{before}", "new.csv")
    assert text == f"platform: kuaishou\n{after}"
    assert with_export(text, "new.csv") == text


@pytest.mark.parametrize("text", ["platform: x\n", "platform: x\na:  # none\n", '{"a": 1}'])
def test_an_empty_list_is_not_the_same_as_nothing(text: str) -> None:
    """A key with nothing behind it would mean that it is not known."""
    assert read(with_values(text, {"a": []}))["a"] == []


@pytest.mark.parametrize("listed", ["[a, b, c]", "\n- a\n- b\n- c", "\n- step: a\n- b # x\n- c"])
@pytest.mark.parametrize("ref", ["a", "b", "c", "d"])
def test_a_step_is_taken_off_wherever_it_stands(listed: str, ref: str) -> None:
    """The others stay, in their order."""
    text = without_step(f"platform: x\ndone: {listed}\nshop: y\n", ref)
    steps = [s if isinstance(s, str) else s["step"] for s in read(text)["done"]]
    assert steps == [each for each in ("a", "b", "c") if each != ref]
    assert read(text)["shop"] == "y"


def test_lines_end_as_they_did() -> None:
    """A file of Windows stays one, and a last line that is not ended is no obstacle."""
    text = with_values("platform: x\r\norders:\r\n  a: 1", {"orders.b": 2, "closing.status": "c"})
    assert text == "platform: x\r\norders:\r\n  a: 1\r\n  b: 2\r\nclosing:\r\n  status: c\r\n"


@pytest.mark.parametrize("indent", [None, 2])
def test_json_stays_json(indent: int | None) -> None:
    """With days as text, and amounts as they were written."""
    before = '{"platform": "x", "funds": {"debt": 120.50}, "closing": {}, "done": null}'
    text = before if indent is None else json.dumps(json.loads(before), indent=indent)
    values: dict[str, Value] = {"funds.held": Decimal("1.10"), "closing.on": DAY, "new.flag": False}
    changed = with_step(with_values(text, values), "a/b", DAY)
    assert json.loads(changed) == {
        "platform": "x",
        "funds": {"debt": 120.5, "held": 1.1},
        "closing": {"on": "2026-11-21"},
        "done": [{"step": "a/b", "on": "2026-11-21"}],
        "new": {"flag": False},
    }
    assert ("120.50" in changed) is (indent is None)
    assert changed.count("\n") == (0 if indent is None else text.count("\n") + 2)
    assert json.loads(without_step(changed, "a/b"))["done"] == []


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.one_of(
    st.integers(0, 999), st.booleans(), st.dates(date(1999, 1, 1)),
    st.text("ab 是,:#-'\"{}[]&*!|>%@`\\\n0.", max_size=6),
    st.sampled_from(["never", "exports/*.xlsx", "no", "012", "1.5", "- x", "a: b", "x #y", ""]),
)  # fmt: skip
GROUPS = st.dictionaries(NAMES, st.none() | st.dictionaries(NAMES, st.none() | VALUES))


@given(GROUPS, st.dictionaries(st.tuples(NAMES, NAMES).map(".".join), VALUES), st.data())
def test_what_is_read_afterwards_is_what_was_there_with_the_changes(
    groups: dict[str, Any], changes: dict[str, Value], data: st.DataObject
) -> None:
    """In block and in flow style, and as JSON."""
    plain = json.loads(json.dumps({"platform": "x", **groups}, default=str))
    if data.draw(st.booleans()):
        text = json.dumps(plain, indent=data.draw(st.sampled_from([None, 1])))
    else:
        flow = data.draw(st.sampled_from([None, False]))
        text = pyyaml.safe_dump(plain, default_flow_style=flow, allow_unicode=True, sort_keys=False)
        text = f"{text.replace('null', '')}# end"
    wanted = read(text)
    for path, value in changes.items():
        group, _, name = path.partition(".")
        wanted[group] = {**(wanted.get(group) or {}), name: value}
    found = read(with_values(text, changes))
    assert {k: _said(v) for k, v in found.items()} == {k: _said(v) for k, v in wanted.items()}


def _said(value: Any) -> Any:
    """Return a value as a file says it: days as text, and text as it is cleaned."""
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items()}
    return clean(str(value)) if isinstance(value, date | str) else value


@pytest.mark.parametrize(
    "text",
    [
        "platform: kuaishou\ras_of: 2026-11-01\r",
        "platform: kuaishou\rdone:\r- a/b/c\r",
        "? platform\n: kuaishou\n? as_of\n: 2026-11-01\n",
    ],
)
def test_a_file_of_an_unusual_layout_that_can_be_read_can_be_changed(text: str) -> None:
    """One whose lines end as on old Macs, and one whose keys begin with a question mark."""
    before = read(text)
    changed = yaml.parse(text.encode(), "state").text
    changed = with_step(with_values(changed, {"closing.status": "in_review"}), "a/b/d", DAY)
    after = read(changed)
    assert after.pop("closing") == {"status": "in_review"}
    assert after.pop("done") == [
        *before.pop("done", []),
        {"step": "a/b/d", "on": "2026-11-21"},
    ]
    assert after == before
