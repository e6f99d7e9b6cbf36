"""A fleet in order: sorted, limited, and some left out, with totals of them all."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fleetrun import fleet

pytestmark = pytest.mark.usefixtures("somewhere_else")
RANKS = ("unusable", "blocked", "overdue", "undetermined", "ready", "under-way", "done")


def by_need(shop: Mapping[str, Any]) -> Any:
    """Return what shops are sorted by if nothing else is asked for."""
    waits = shop["verdict"] == "under-way" and not shop["first"]  # for others, not for the seller
    at_stake = sum(money(shop, each) for each in ("comes_back", "in_doubt", "to_pay"))
    return (rank(shop), waits, -at_stake)


def rank(shop: Mapping[str, Any]) -> int:
    """Return how much a shop needs a person."""
    return RANKS.index(shop["verdict"] or "unusable")


def money(shop: Mapping[str, Any], group: str = "comes_back") -> Decimal:
    """Return the money that goes one way: by default what is to come."""
    return Decimal(shop["money"][group]) if shop["verdict"] else Decimal(0)


def closes(shop: Mapping[str, Any]) -> str:
    """Return when a shop is closed at the soonest, or else by when; unknown is last."""
    days = shop["dates"] if shop["verdict"] else {"close": "", "close_latest": ""}
    return days["close"] or days["close_latest"] or "9999"


SORTS = {
    "need": by_need,
    "platform": lambda shop: (shop.get("platform", ""), rank(shop)),
    "shop": lambda shop: (bool(shop["verdict"]), shop.get("shop") or "", rank(shop)),
    "money": lambda shop: (bool(shop["verdict"]), -money(shop), rank(shop)),
    "close": lambda shop: (bool(shop["verdict"]), closes(shop), rank(shop)),
    "input": lambda _: 0,
}  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_shops_are_sorted_as_asked_for(
    sort: str, many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that cannot be used stand first, and shops that are equal stay in their order."""
    came = fleet(capsys, str(many)).lines
    shops = fleet(capsys, str(many), "--sort", sort).lines
    wanted = sorted(came, key=SORTS[sort])
    assert [each["entry"] for each in shops] == [each["entry"] for each in wanted]
    whole = json.loads(fleet(capsys, str(many), "--sort", sort, fmt="json").out)
    assert whole["shops"] == shops


def test_each_format_has_its_own_order_unless_one_is_asked_for(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines come as they are judged; what people read begins with what needs them."""
    came = fleet(capsys, str(many)).lines
    assert [each["entry"] for each in came] == sorted(each["entry"] for each in came)
    shops = json.loads(fleet(capsys, str(many), fmt="json").out)["shops"]
    assert shops == sorted(came, key=by_need)


def test_sorting_goes_by_the_numbers_of_money_and_dates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not by their words: 900 is less than 10000, and what is to be paid is none that comes."""
    amounts = [900, 10000, 0, 2500.5]
    rows = [{"platform": "kuaishou", "shop": str(n), "deposit": {"held": n}} for n in amounts]
    rows.append({"platform": "kuaishou", "shop": "debt", "funds": {"debt": 70}})
    Path("s.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    shops = fleet(capsys, "s.jsonl", "--sort", "money").lines
    assert [each["shop"] for each in shops] == ["10000", "2500.5", "900", "debt", "0"]


@pytest.mark.parametrize(
    "only", [["blocked"], ["ready", "unusable"], ["overdue", "under-way"], ["done"], [*RANKS]]
)
def test_only_some_are_shown_and_all_are_counted(
    only: list[str], many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In every format that shows shops one by one."""
    words = [word for each in only for word in ("--only", each)]
    came = fleet(capsys, str(many)).lines
    wanted = [each for each in came if (each["verdict"] or "unusable") in only]
    assert fleet(capsys, str(many), *words).lines == wanted
    whole = json.loads(fleet(capsys, str(many), *words, fmt="json").out)
    assert len(whole["shops"]) == len(wanted)
    counts = Counter(each["verdict"] for each in came)
    assert whole["judged"] + whole["unusable"] == len(came)
    assert whole["unusable"] == counts.pop(None)
    assert whole["verdicts"] == counts
    assert whole["left_out"] == len(came) - len(wanted)
    text = fleet(capsys, str(many), *words, "--limit", "0", fmt="text").out
    hidden = whole["left_out"]
    left = f"{hidden} shop{'s' * (hidden != 1)} left out by --only"
    assert (left in text) is bool(hidden)
    rows = list(csv.DictReader(io.StringIO(fleet(capsys, str(many), *words, fmt="csv").out[1:])))
    assert len(rows) == len(wanted)


@pytest.mark.parametrize("limit", [0, 1, 5, 20, 500])
def test_a_limit_is_for_what_people_read(
    limit: int, many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text says how many it leaves out; programs get all."""
    count = len(fleet(capsys, str(many), "--limit", "3").lines)
    assert count == len(many.read_text(encoding="utf-8").splitlines())
    text = fleet(capsys, str(many), "--limit", str(limit), fmt="text").out
    rows = re.findall(r"^[✓✗?!→] ", text, re.MULTILINE)
    shown = min(limit or count, count)
    assert len(rows) == shown
    more = f"not shown: {count - shown} more shop"
    assert (more in text) is (shown < count)


def test_totals_are_the_sums_of_the_shops(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To the cent, by platform."""
    whole = json.loads(fleet(capsys, str(many), fmt="json").out)
    usable = [each for each in whole["shops"] if each["verdict"]]
    for totals in whole["platforms"]:
        ours = [each for each in usable if each["platform"] == totals["platform"]]
        assert totals["shops"] == len(ours) == sum(totals["verdicts"].values())
        assert totals["verdicts"] == Counter(each["verdict"] for each in ours)
        assert Decimal(totals["comes_back"]) == sum(money(each) for each in ours)
        assert {each["money"]["currency"] for each in ours} == {totals["currency"]}
    names = [totals["platform"] for totals in whole["platforms"]]
    assert names == sorted({each["platform"] for each in usable})
