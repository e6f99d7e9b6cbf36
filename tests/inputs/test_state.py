"""State files: what they may say, and what follows from it. What they may not is in broken/."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from demo import DEMO
from jsonschema import Draft202012Validator
from states import ON, parsed, written

from shopexit import Platform, ShopexitError, State
from shopexit.inputs.state_schema import state_model


def state(text: str) -> State:
    """Return the state in YAML text about a demo shop."""
    return parsed(f"platform: demo\n{text}".encode(), DEMO)


def test_everything_but_the_platform_may_be_left_out() -> None:
    """What is not given is unknown, and so is not among the values."""
    empty = state("")
    assert (empty.values, empty.orders, empty.shop, empty.as_of) == ({}, None, None, None)
    assert (empty.answers, empty.waivers, empty.done) == ({}, (), {})


def test_a_key_left_empty_is_as_good_as_left_out() -> None:
    """So that the file `init` writes can be filled in bit by bit."""
    text = "shop:\norders:\ndeposit: {held: , status: ~}\norder_list:\nanswers:\nwaivers:\ndone:\n"
    assert state(text).values == {}
    assert state(text).orders is None


def test_values_have_the_type_of_their_fact() -> None:
    """Money is exact and never went through a float; a number in a name stays a name."""
    given = state(
        "shop: 1688\norders: {open: 2, last_on: 2026-10-02}\n"
        "deposit: {held: 500, required: 0.10}\nprofile: {nickname: 007, region: home}\n"
        "confirmed: {backed_up: true}\n"
    )
    assert given.shop == "1688"
    assert given.values == {
        "orders.open": 2,
        "orders.last_on": date(2026, 10, 2),
        "deposit.held": Decimal(500),
        "deposit.required": Decimal("0.10"),
        "profile.nickname": "007",
        "profile.region": "home",
        "confirmed.backed_up": True,
    }


def test_never_is_a_date_too() -> None:
    """A shop that never sold anything has no last order."""
    assert state("orders: {last_on: never}").values == {"orders.last_on": "never"}


def test_a_proof_stands_for_true() -> None:
    """Whoever gives a date or a file has said yes."""
    proof = "confirmed: {backed_up: {on: 2026-11-19, by: 小明, evidence: a.zip}}"
    assert state(proof).values == {"confirmed.backed_up": True}
    assert state("confirmed: {backed_up: false}").values == {"confirmed.backed_up": False}


def test_a_balance_may_be_overdrawn_and_a_sum_that_is_due_may_not() -> None:
    """The vocabulary says which."""
    assert state("deposit: {held: -20.50}").values == {"deposit.held": Decimal("-20.50")}
    with pytest.raises(ShopexitError, match="0 or more"):
        state("deposit: {required: -0.01}")


def test_a_figure_may_be_as_large_as_no_shop_is() -> None:
    """A thousand million orders, and thirteen digits before the two of the fen."""
    text = "orders: {open: 1000000000}\ndeposit: {held: 9999999999999.99}\n"
    assert state(text).values["deposit.held"] == Decimal("9999999999999.99")
    for wrong in ("orders: {open: 1000000001}", "deposit: {held: 10000000000000.00}"):
        with pytest.raises(ShopexitError):
            state(wrong)


def test_a_number_is_no_word_of_yes_or_no() -> None:
    """1 may mean one as well as yes."""
    with pytest.raises(ShopexitError):
        state("confirmed: {backed_up: 1}")


@pytest.mark.parametrize(
    ("fact", "value", "good"),
    [
        ("deposit.held", -0.5, True),
        ("deposit.required", 0, True),
        ("deposit.required", -0.5, False),
        ("orders.open", -1, False),
        ("confirmed.backed_up", {"on": "2026-11-20"}, True),
        ("order.agreed", {"on": "2026-11-20"}, False),
    ],
)
def test_the_schema_for_editors_says_the_same_of_a_figure(
    fact: str, value: object, good: bool
) -> None:
    """A proof stands for what the seller confirms alone."""
    schema = Draft202012Validator(state_model(DEMO.vocabulary).model_json_schema())
    raw = written("demo", {fact: value})
    assert schema.is_valid(json.loads(raw)) is good
    if not good:
        with pytest.raises(ShopexitError):
            parsed(raw, DEMO)
    else:
        assert parsed(raw, DEMO).values


def test_counts_follow_from_the_orders_that_are_listed() -> None:
    """Unless an order's status is unknown: then so is the count."""
    listed = "order_list: [{id: 1, status: open}, {id: 2, status: over}, {id: A3, status: open}]\n"
    assert state(listed).values == {"orders.open": 2}
    assert state(f"{listed}orders: {{open: 2}}").values == {"orders.open": 2}
    assert state("order_list: [{id: 1, status: open}, {id: 2}]").values == {}
    assert state("order_list: []").values == {"orders.open": 0}
    assert state("order_list: [{id: 1}]\norders: {open: 1}").values == {"orders.open": 1}


def test_an_order_carries_its_own_facts() -> None:
    """Under the names that rules use; its number is a name."""
    orders = state("order_list: [{id: 20261122001, status: open, agreed: false}]").orders
    assert orders is not None
    assert [(o.id, o.values) for o in orders] == [
        ("20261122001", {"order.status": "open", "order.agreed": False})
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("orders: {open: 1}\norder_list: [{id: 1, status: over}]", "has 0 orders"),
        ("orders: {open: 0}\norder_list: [{id: 1, status: open}, {id: 2}]", "has 1 orders"),
        (
            "orders: {open: 7}\norder_list: [{id: 1}]",
            "has 0 orders with that status, and 1 without a status",
        ),
        ("order_list: [{id: 1, agreed: {by: somebody}}]", "expected true or false"),
        ("order_list: [{id: 1}, {id: 1}, {id: 1}]", "order 1 is listed twice"),
        ("as_of: 2026-10-01\norders: {last_on: 2026-10-02}", "is after as_of"),
        (
            "as_of: 2026-10-01\norder_list: [{id: 1}, {id: 2, placed_on: 2026-10-02}]",
            r"3:31: order_list\[1\]\.placed_on: 2026-10-02 is after as_of",
        ),
        ("deposit: {held: 0.01, status: returned}", "returned, and still held"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_once(text: str, words: str) -> None:
    """Never ready on contradictory evidence: the seller has to say which is right."""
    with pytest.raises(ShopexitError, match=words) as caught:
        state(text)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].line is not None


@pytest.mark.parametrize("text", [
    "as_of: 2026-10-02\norders: {last_on: 2026-10-02}",
    "orders: {last_on: 2026-10-02}",
    "as_of: 2026-10-02\norders: {last_on: never}",
    "deposit: {held: 0, status: returned}",
    "deposit: {status: returned}",
])  # fmt: skip
def test_what_is_only_nearly_a_contradiction_is_accepted(text: str) -> None:
    """The day of the file itself, no day at all, and figures that are not given."""
    assert state(text).platform == "demo"


@pytest.mark.parametrize("name", ["demo", "DEMO", "演示店"])
def test_a_file_may_name_its_platform_by_an_alias(name: str) -> None:
    """As a seller would; another platform's name is an error."""
    assert parsed(f"platform: {name}".encode(), DEMO).platform == "demo"
    with pytest.raises(ShopexitError, match="not on demo"):
        parsed(b"platform: taobao", DEMO)


def test_every_error_of_a_file_is_reported_at_once() -> None:
    """Contradictions too, so that one look at the file mends them all."""
    with pytest.raises(ShopexitError) as caught:
        parsed(
            b"platform: other\nas_of: 2026-10-01\norders: {last_on: 2026-10-02, open: 1}\n"
            b"order_list: [{id: 1, status: over}, {id: 1, status: over}]\n"
            b"deposit: {held: 1, status: returned}\n",
            DEMO,
        )
    assert [problem.line for problem in caught.value.problems] == [1, 3, 3, 4, 5]


def test_json_says_the_same_as_yaml() -> None:
    """Days are text, and amounts keep their cents."""
    values: dict[str, Any] = {"deposit.held": Decimal("0.10"), "orders.last_on": ON}
    given = parsed(written("demo", values), DEMO)
    assert given.values == values


@pytest.mark.parametrize(
    ("on", "values", "void"),
    [
        ("2026-11-30", {"profile.resting", "funds.sheet_to_come"}, ()),
        ("2026-12-01", {"profile.resting"}, ("funds.sheet_to_come",)),
    ],
)
def test_in_another_month_only_what_is_about_the_last_is_forgotten(
    on: str, values: set[str], void: tuple[str, ...], rules_of: Mapping[str, Platform]
) -> None:
    """Another bad figure stays one, of which the platform has to say whether it matters."""
    rules = rules_of["douyin"]
    text = "platform: douyin\nas_of: 2026-11-24\n"
    text += "profile: {resting: true}\nfunds: {sheet_to_come: true}\n"
    given = parsed(text.encode(), rules).in_month_of(
        date.fromisoformat(on), rules.vocabulary.of_month
    )
    assert (set(given.values), set(given.unclear), given.void) == (values, values, void)
