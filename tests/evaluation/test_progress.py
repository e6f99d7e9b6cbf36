"""How far an exit is: one verdict for every status, money out and procedure asked for.

Worked out by hand from the contract (2.2, 2.3) and the passages behind each rule file.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from exits import action, left
from states import PLATFORMS

from shopexit import Platform, ShopexitError

HELD: Mapping[str, Any] = {"paid": 2000, "none": 0, "?": None}
"""What is given of the deposit held: a sum, nothing, or not given."""
DEPOSIT = ("refundable", "refunding", "frozen", "returned")
COLUMNS = [(held, status) for held in HELD for status in DEPOSIT]
CLOSING: Mapping[str, Mapping[str, Any]] = {
    "not_applied": {},
    "rejected": {"closing.rejected_on": "2026-11-16", "closing.reason": "资料不清楚"},
    "in_review": {"closing.applied_on": "2026-11-20"},
    "in_notice": {"closing.applied_on": "2026-11-10"},
    "approved": {"closing.applied_on": "2026-11-10"},
    "closed": {"closing.applied_on": "2026-10-01", "closing.closed_on": "2026-11-20"},
}
"""What goes with each status, so that no published time has passed on 2026-11-22, a Sunday. The
refusal is mended: its reason is named, and the figures were read after it."""
VERDICTS = {
    "B": "blocked",
    "O": "overdue",
    "x": "undetermined",
    "R": "ready",
    "U": "under-way",
    "D": "done",
}
# One row for each status and procedure asked for (`-` is none: the default). One letter a cell:
# deposit 2000, 0, not given; each refundable, refunding, frozen, returned. A letter with * is of
# refund-deposit, judged in place of the default that is done. `!` is a file that contradicts
# itself, `.` a procedure that is not for such a shop, `/` a status that the platform does not have.
TABLE: Mapping[str, str] = {
    # Closing asks for the deposit in full (or, by a guide, for none: answered here) and reads no
    # deposit.status: frozen is an open point, and a deposit of 0 a dispute. The refund comes after
    # the closing, say reposts, and before it, says a guide: disputed until it is closed. Until then
    # it is also asked that the deposit be not frozen.
    "kuaishou": """
        not_applied -              R R x !   x x x x   x x x x
        not_applied close          R R x !   x x x x   x x x x
        not_applied refund-deposit x U B !   x U B D   x U B D
        rejected    -              R R x !   x x x x   x x x x
        rejected    close          R R x !   x x x x   x x x x
        rejected    refund-deposit x U B !   x U B D   x U B D
        in_review   -              U U U !   U U U U   U U U U
        in_review   close          U U U !   U U U U   U U U U
        in_review   refund-deposit x U B !   x U B D   x U B D
        in_notice   -              / / / /   / / / /   / / / /
        approved    -              / / / /   / / / /   / / / /
        closed      -              U* U* U* ! D U* D D  U* U* U* D
        closed      close          D D D !   D D D D   D D D D
        closed      refund-deposit U U U !   D U D D   U U U D
    """,
    # Closing needs the deposit unfrozen, 0 held (one guide says otherwise: disputed). The refund
    # asks that the deposit be not frozen; it is for whoever has a deposit, or had one. What could
    # be refunded before the shop was cancelled is looked for and asked about. Six weeks after the
    # delisting were over on 2026-09-10: whether it is released is for the seller to see.
    "taobao": """
        not_applied -              x x x !   R R x R   x x x x
        not_applied close          x x x !   R R x R   x x x x
        not_applied release        U U U !   U U U U   U U U U
        not_applied refund-deposit R U B !   . U . D   x U x D
        rejected    -              x x x !   R R x R   x x x x
        rejected    close          x x x !   R R x R   x x x x
        rejected    release        U U U !   U U U U   U U U U
        rejected    refund-deposit R U B !   . U . D   x U x D
        in_review   -              U U U !   U U U U   U U U U
        in_review   close          U U U !   U U U U   U U U U
        in_review   release        U U U !   U U U U   U U U U
        in_review   refund-deposit R U B !   . U . D   x U x D
        in_notice   -              U U U !   U U U U   U U U U
        in_notice   close          U U U !   U U U U   U U U U
        in_notice   release        U U U !   U U U U   U U U U
        in_notice   refund-deposit R U B !   . U . D   x U x D
        approved    -              / / / /   / / / /   / / / /
        closed      -              U U* B* ! D U* D D U U* x* D
        closed      close          U D D !   D D D D   U D D D
        closed      release        . . . !   . . . .   . . . .
        closed      refund-deposit x U B !   . U . D   x U x D
    """,
    # Closing asks for the deposit in full (disputed), and a step of its own waits for a frozen one,
    # if there is any; it ends with the money. Before the closing only what exceeds 500 comes back,
    # and nothing of what is frozen.
    "douyin": """
        not_applied -              R R R !   x x x x   x x x x
        not_applied close          R R R !   x x x x   x x x x
        not_applied refund-deposit R U B !   B U B D   x U B D
        rejected    -              R R R !   x x x x   x x x x
        rejected    close          R R R !   x x x x   x x x x
        rejected    refund-deposit R U B !   B U B D   x U B D
        in_review   -              U U U !   U U U U   U U U U
        in_review   close          U U U !   U U U U   U U U U
        in_review   refund-deposit R U B !   B U B D   x U B D
        in_notice   -              / / / /   / / / /   / / / /
        approved    -              U U U !   U U U U   U U U U
        approved    close          U U U !   U U U U   U U U U
        approved    refund-deposit R U B !   B U B D   x U B D
        closed      -              U U U !   D U* D D  U U U D
        closed      close          U U U !   D D D D   U U U D
        closed      refund-deposit R U B !   D U D D   x U B D
    """,
    # The exit asks nothing of the deposit: frozen is an open point. The refund asks that it be
    # refundable, and is for who has one, or had one; once the exit is approved, a deposit of 0 has
    # been paid out.
    "aliexpress": """
        not_applied -              R R x !   R R x R   R R x R
        not_applied exit-managed   R R x !   R R x R   R R x R
        not_applied refund-deposit R U B !   . . . D   x U x D
        rejected    -              R R x !   R R x R   R R x R
        rejected    exit-managed   R R x !   R R x R   R R x R
        rejected    refund-deposit R U B !   . . . D   x U x D
        in_review   -              U U U !   U U U U   U U U U
        in_review   exit-managed   U U U !   U U U U   U U U U
        in_review   refund-deposit R U B !   . . . D   x U x D
        in_notice   -              / / / /   / / / /   / / / /
        approved    -              U U U !   U U U U   U U U U
        approved    exit-managed   U U U !   U U U U   U U U U
        approved    refund-deposit R U B !   D U D D   x U x D
        closed      -              R* U* B* ! D U* D D x* U* x* D
        closed      exit-managed   D D D !   D D D D   D D D D
        closed      refund-deposit R U B !   D U D D   x U x D
    """,
    # The default is about orders: an unpaid one can be closed whatever is said of the shop. Beside
    # it stands what the shop has applied for (+). The closing asks for the deposit to be out, by
    # one guide (disputed), and frozen is an open point of it; what is being refunded, and not said
    # to have arrived, is had first (contract 2: what is not given is not good). The refund is for
    # who has one, and asks that it be not frozen; from a closed shop whether it comes is disputed.
    "1688": """
        not_applied -              R R+ R !   R R+ R R   R R+ R R
        not_applied close          x x x !   R x x R   x x x x
        not_applied refund-deposit R U B !   . U . D   x U x D
        rejected    -              B+ B+ B+ ! B+ B+ B+ B+ B+ B+ B+ B+
        rejected    close          x x x !   R x x R   x x x x
        rejected    refund-deposit R U B !   . U . D   x U x D
        in_review   -              R+ R+ R+ ! R+ R+ R+ R+ R+ R+ R+ R+
        in_review   close          U U U !   U U U U   U U U U
        in_review   refund-deposit R U B !   . U . D   x U x D
        in_notice   -              / / / /   / / / /   / / / /
        approved    -              R+ R+ R+ ! R+ R+ R+ R+ R+ R+ R+ R+
        approved    close          U U U !   U U U U   U U U U
        approved    refund-deposit R U B !   . U . D   x U x D
        closed      -              R R+ R !   R R+ R R   R R+ R R
        closed      close          D D D !   D D D D   D D D D
        closed      refund-deposit x U B !   . U . D   x U x D
    """,
    # Of a deposit the closing asks that its card be checked, as it is here, and that it be neither
    # frozen nor on its way already, which no source forbids: disputed. The refund is for who has a
    # deposit, or had one, and asks that it be applied for on the way to closing, or that the shop
    # be closed: under way once it is, and its time runs from the day of closing.
    "xiaohongshu": """
        not_applied -              R x x !   R R x R   R x x R
        not_applied close          R x x !   R R x R   R x x R
        not_applied refund-deposit x U x !   . U . D   x U x D
        rejected    -              R x x !   R R x R   R x x R
        rejected    close          R x x !   R R x R   R x x R
        rejected    refund-deposit x U x !   . U . D   x U x D
        in_review   -              / / / /   / / / /   / / / /
        in_notice   -              U U U !   U U U U   U U U U
        in_notice   close          U U U !   U U U U   U U U U
        in_notice   refund-deposit B U B !   . U . D   x U x D
        approved    -              / / / /   / / / /   / / / /
        closed      -              U* U* U* ! D U* D D U* U* U* D
        closed      close          D D D !   D D D D   D D D D
        closed      refund-deposit U U U !   D U D D   U U U D
    """,
}


class Row(NamedTuple):
    """The verdicts of one platform, status and procedure asked for."""

    platform: str
    closing: str
    asked: str | None
    cells: tuple[str, ...]


def rows() -> Iterator[Row]:
    """Yield the rows of the table."""
    for platform, table in TABLE.items():
        for line in table.strip().splitlines():
            closing, asked, *cells = line.split()
            yield Row(platform, closing, None if asked == "-" else asked, tuple(cells))


def cell(rules: Platform, row: Row, held: str, deposit: str) -> str:
    """Return what the program says, as the table writes it."""
    facts = {
        **CLOSING[row.closing],
        "closing.status": row.closing,
        "deposit.held": HELD[held],
        "deposit.status": deposit,
    }
    more: dict[str, Any] = {}
    if row.platform == "1688" and row.asked is None:
        more["order_list"] = [{"id": "A1", "status": "pending_payment"}]
        facts["orders.pending_payment"] = 1
    try:
        report = left(rules, facts, row.asked, **more)
    except ShopexitError as error:
        said = str(error)
        if "nothing to check" in said:
            return "."
        return "/" if "has no status" in said else "!" if "to be returned" in said else said
    letter = next(key for key, verdict in VERDICTS.items() if verdict == report.verdict)
    passed = tuple(each.procedure for each in report.passed_procedures)
    asked = row.asked or rules.defaults[0]
    if (report.procedure, passed) == (asked, ()):
        return letter
    if row.asked is None and (report.procedure, passed) == ("refund-deposit", (asked,)):
        return f"{letter}*"
    if row.asked is None and (report.procedure, passed) == ("several", ()):
        return f"{letter}+"
    return f"{letter} {report.procedure} {passed}"


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: "-".join(map(str, row[:3])))
def test_every_status_with_every_deposit_and_procedure_has_one_verdict(
    row: Row, rules_of: Mapping[str, Platform]
) -> None:
    """And one procedure that is judged, with the one before it that is done."""
    rules = rules_of[row.platform]
    assert tuple(cell(rules, row, *column) for column in COLUMNS) == row.cells


def test_the_table_leaves_no_cell_out(rules_of: Mapping[str, Platform]) -> None:
    """Each status of the vocabulary, each procedure about the shop, the default, each deposit."""
    table = list(rows())
    assert {row.platform for row in table} == set(PLATFORMS)
    for name, rules in rules_of.items():
        asked: set[str | None] = {p for p, q in rules.procedures.items() if q.subject == "shop"}
        wanted = {
            (status, procedure)
            for status in rules.vocabulary.facts["closing.status"].choices
            for procedure in ({None} if status not in rules.statuses else asked | {None})
        }
        mine = [row for row in table if row.platform == name]
        assert {(row.closing, row.asked) for row in mine} == wanted
        assert len(mine) == len(wanted)
        assert all(len(row.cells) == len(COLUMNS) for row in mine)


@pytest.mark.parametrize(
    ("as_of", "on", "verdict"),
    [
        ("2026-11-21", "2026-11-24", "under-way"),
        ("2026-11-21", "2026-12-25", "overdue"),
        (None, "2026-12-25", "under-way"),
    ],
)
def test_a_wait_that_began_on_an_unknown_day_began_before_the_figures_were_read(
    as_of: str | None, on: str, verdict: str, rules_of: Mapping[str, Platform]
) -> None:
    """So it is over by its longest time after that day, or late; the file says that it runs."""
    facts = {"closing.status": "closed", "deposit.held": 2000, "deposit.status": "held"}
    report = left(rules_of["douyin"], facts, as_of=as_of, on=on)
    assert report.verdict == verdict


@pytest.mark.parametrize("fines", [0, 300, None])
def test_what_others_do_at_once_does_not_hold_up_the_wait_after_it(
    fines: int | None, rules_of: Mapping[str, Platform]
) -> None:
    """Fines are taken off after the review; the 5 working days run from the review all the same."""
    facts = {
        "deposit.held": 10000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-10",
        "violations.fines_amount": fines,
        "violations.unpaid_fines": fines and 1,
    }
    done = [{"step": "aliexpress/refund-deposit/review", "on": "2026-11-20"}]
    late = left(rules_of["aliexpress"], facts, "refund-deposit", on="2026-11-28", done=done)
    assert late.verdict == "overdue"
    in_time = left(rules_of["aliexpress"], facts, "refund-deposit", on="2026-11-27", done=done)
    assert in_time.verdict == "under-way"


@pytest.mark.parametrize(
    ("notice", "verdict", "earliest"),
    [
        ("never", "under-way", "2026-12-25"),
        ("2026-11-10", "under-way", "2026-12-10"),
        ("2026-10-20", "overdue", "None"),
        (None, "overdue", "None"),
    ],
)
def test_what_has_not_happened_before_a_step_keeps_its_wait_from_being_late(
    notice: str | None, verdict: str, earliest: str, kuaishou: Platform
) -> None:
    """Kuaishou closes a shop once its notice has stood for 30 days, and within 30 of applying."""
    facts = {
        "closing.status": "in_review",
        "closing.applied_on": "2026-10-12",
        "notice.published_on": notice,
        "deposit.held": 500,
        "deposit.status": "refundable",
    }
    report = left(kuaishou, facts, on="2026-11-25")
    closes = action(report, "close/review")
    assert (report.verdict, str(closes.earliest)) == (verdict, earliest)


@pytest.mark.parametrize(
    ("platform", "procedure", "before", "closing"),
    [
        ("aliexpress", "exit-managed", "unbind", "2026-12-28"),
        # How long 1688 takes from there is not published.
        ("1688", "close", "review", "None"),
    ],
)
def test_a_step_that_the_figures_deny_is_not_done_because_a_later_one_is(
    platform: str,
    procedure: str,
    before: str,
    closing: str,
    rules_of: Mapping[str, Platform],
) -> None:
    """A notice that was never put up is for today; the shop closes 30 days after it or later."""
    facts = {
        "notice.published_on": "never",
        "closing.status": "approved",
        "closing.applied_on": "2026-11-10",
        "closing.whole_shop": True,
        "deposit.held": 0,
        "deposit.status": "returned",
        "funds.withdrawable": 0,
    }
    rules = rules_of[platform]
    done = [f"{platform}/{procedure}/{before}"]
    report = left(rules, facts, procedure, on="2026-11-28", done=done)
    ref = f"{platform}/{procedure}/publish-notice"
    assert (report.verdict, report.plan.today[:1]) == ("under-way", (ref,))
    (ends,) = (
        m for m in report.plan.milestones if m.stage == "finish" and m.procedure == procedure
    )
    assert str(ends.earliest) == closing
    # The step is over once the shop is closed, whatever was put up.
    closed = facts | {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
    assert ref not in left(rules, closed, procedure, on="2026-11-28").plan.today


@pytest.mark.parametrize("status", ["held", "refunding"])
def test_a_wait_does_not_begin_before_the_latest_step_is_done(
    status: str, rules_of: Mapping[str, Platform]
) -> None:
    """The excess was asked for in June, the shop closed on Thursday: 3 working days from there."""
    facts = {
        "closing.status": "closed", "closing.applied_on": "2026-11-10", "closing.by": "seller",
        "closing.closed_on": "2026-11-19", "deposit.held": 500, "deposit.status": status,
        "deposit.applied_on": "2026-06-01",
    }  # fmt: skip
    report = left(rules_of["douyin"], facts, on="2026-11-22")
    paid = next(a for a in report.plan.actions if a.ref.endswith("/deposit-returned"))
    assert (report.verdict, str(paid.latest)) == ("under-way", "2026-11-24")


@pytest.mark.parametrize(
    ("balance", "deposit"),
    [(0, {"held": 500}), (100, {"held": 500}), (0, {"held": 0, "arrived_on": "never"})],
)
def test_a_wait_with_a_day_of_its_own_begins_with_a_later_step_all_the_same(
    balance: int, deposit: dict[str, Any], rules_of: Mapping[str, Platform]
) -> None:
    """The deposit was asked for six weeks after the closing: 15 working days from there.

    That there is money in the balance to be withdrawn, or the page shows a deposit of 0 already,
    changes nothing.
    """
    facts = {
        "closing.status": "closed", "closing.by": "seller", "closing.applied_on": "2026-09-10",
        "closing.closed_on": "2026-10-10", "deposit.status": "refunding", "deposit.required": 500,
        "deposit.applied_on": "2026-11-25", "funds.withdrawable": balance,
        "confirmed.alipay_matches": True,
        **{f"deposit.{name}": value for name, value in deposit.items()},
    }  # fmt: skip
    report = left(rules_of["kuaishou"], facts, on="2026-11-30")
    paid = next(a for a in report.plan.actions if a.returns == "deposit.held" and a.phase == "wait")
    assert (report.verdict, str(paid.latest)) == ("under-way", "2026-12-16")


def test_a_withdrawal_that_is_marked_does_not_begin_the_wait_for_the_deposit_anew(
    rules_of: Mapping[str, Platform],
) -> None:
    """Asked for on 2 November it is late on the 30th, whatever was withdrawn the day before."""
    facts = {
        "closing.status": "closed", "closing.by": "seller", "closing.applied_on": "2026-09-10",
        "closing.closed_on": "2026-10-10", "deposit.status": "refunding", "deposit.held": 500,
        "deposit.required": 500, "deposit.applied_on": "2026-11-02", "funds.withdrawable": 0,
        "confirmed.alipay_matches": True,
    }  # fmt: skip
    done = [{"step": "kuaishou/refund-deposit/withdraw-balance", "on": "2026-11-29"}]
    assert left(rules_of["kuaishou"], facts, on="2026-11-30", done=done).verdict == "overdue"


def test_a_step_that_the_figures_deny_is_not_done_by_a_later_one_before_the_application(
    rules_of: Mapping[str, Platform],
) -> None:
    """The notice is up, and the balance still to be withdrawn before the shop is cancelled."""
    facts = {
        "closing.status": "not_applied", "deposit.held": 0, "deposit.status": "returned",
        "funds.withdrawable": 500, "notice.published_on": "2026-10-20",
    }  # fmt: skip
    report = left(rules_of["1688"], facts, "close")
    assert report.plan.today[0] == "1688/close/withdraw-rest"
    assert not action(report, "close/withdraw-rest").done
