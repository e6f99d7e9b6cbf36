"""The days of exits under way, worked out by hand: the day before, on and after the latest day.

Working days of 2026 by the State Council's notice: from 25 to 27 September and from 1 to 7 October
nobody works, on 20 September and 10 October (a Sunday, a Saturday) people do; after 10 October
there are only weekends. 1 January 2027 is off by law. 22 November 2026 is a Sunday.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest
from exits import action, left

from shopexit import Platform

Facts = Mapping[str, Any]


class Days(NamedTuple):
    """The first and the last day of a step, and the day by which it should have been over."""

    earliest: str | None = None
    latest: str | None = None
    due: str | None = None


class Case(NamedTuple):
    """A shop, and what its plan says on a day."""

    what: str
    on: str
    verdict: str
    days: Mapping[str, Days]
    acts: Mapping[str, str | None]
    facts: Facts


def closing(status: str, day: str | None = None, **more: Any) -> dict[str, Any]:
    """Return how far a closing is: applied for, or closed, on a day."""
    named = "closing.closed_on" if status == "closed" else "closing.applied_on"
    has = {"closing.status": status, "deposit.held": 2000, "deposit.status": "refundable"}
    return has | ({named: day} if day else {}) | more


def refunding(day: str | None = None, **more: Any) -> dict[str, Any]:
    """Return that the deposit was asked back, on a day."""
    asked = {"deposit.held": 2000, "deposit.status": "refunding"}
    return asked | ({"deposit.applied_on": day} if day else {}) | more


NOT_APPLIED = closing("not_applied")
REFUSED = closing("rejected", "2026-11-02") | {
    "closing.rejected_on": "2026-11-16",
    "closing.reason": "截图不清楚",
}
# Reposts of the exit rule: within 30 days, and another 30 working days. Of 2 November (a Monday)
# those end on 2 December and, with 19 working days in November and 11 in December, on the 14th.
KUAISHOU_REVIEW = closing("in_review", "2026-11-02")
# Of 20 September: 21 to 24 (4), 28 to 30 (7), 8 to 10 October (10), 12 to 30 (25), 2 to 6 November.
KUAISHOU_TEN_WEEKS = closing("in_review", "2026-09-20")
# Guides only, from 1 to 15 working days. Of 4 November, a Wednesday: 5, 6, 9 to 20 (12), 23 to 25.
KUAISHOU_CLOSED = closing("closed", "2026-11-04") | refunding("2026-11-04")
# 30 days by law, then the shop closes within 24 hours.
TAOBAO_NOTICE = closing("in_notice", "2026-11-10")
# A repost has 5 weeks until the shop is suspended, and a further one until it is released.
DELISTED = {"products.last_delisted_on": "2026-10-25"}
# By the official rule, within 3 working days: of 19 November, a Thursday, 20, 23 and 24.
DOUYIN_REVIEW = closing("in_review", "2026-11-19")
# By the official rule the deposit takes from 1 to 3 working days: of 18 November 19, 20 and 23.
DOUYIN_CLOSED = closing("closed", "2026-11-18") | {"deposit.status": "held"}
DOUYIN_ASKED = DOUYIN_CLOSED | refunding("2026-11-19")
LONG_CLOSED = closing("closed", "2026-06-01") | {"notice.published_on": "2026-04-01"}
NOTICE = {"notice.published_on": "2026-11-10"}  # 30 days are over on 10 December, a Thursday
# By a guide within 7 working days: of 12 November, a Thursday, 13, 16 to 20 and 23.
PAYOUT_1688 = refunding("2026-11-12")
# Of 20 October: 21 to 30 (8), 2 to 27 November (28), 30, 1 December.
KUAISHOU_EARLY = closing("in_review", "2026-10-20") | NOTICE
WHOLE = {"closing.whole_shop": True}
SERVICE_ALONE = {"closing.whole_shop": False}

CASES: Mapping[str, list[Case]] = {
    "kuaishou/close": [
        Case("the day before", "2026-12-13", "under-way",
             {"close/review": Days(None, "2026-12-14")}, {"close/review": None}, KUAISHOU_REVIEW),
        Case("the latest day", "2026-12-14", "under-way",
             {"close/review": Days(None, "2026-12-14")}, {"close/review": None}, KUAISHOU_REVIEW),
        Case("the day after", "2026-12-15", "overdue",
             {"close/review": Days(None, None, "2026-12-14")},
             {"close/review": "2026-12-15", "refund-deposit/take-out-deposit": None},
             KUAISHOU_REVIEW),
        Case("ten weeks, the day before", "2026-11-05", "under-way",
             {"close/review": Days(None, "2026-11-06")}, {}, KUAISHOU_TEN_WEEKS),
        Case("ten weeks, the latest day", "2026-11-06", "under-way",
             {"close/review": Days(None, "2026-11-06")}, {}, KUAISHOU_TEN_WEEKS),
        Case("ten weeks, the day after", "2026-11-07", "overdue",
             {"close/review": Days(None, None, "2026-11-06")}, {"close/review": "2026-11-07"},
             KUAISHOU_TEN_WEEKS),
        # It began today at the latest: 5 working days a week until Christmas, 28 to 31, 4 January.
        Case("in review, since nobody knows when", "2026-11-22", "under-way",
             {"close/review": Days(None, "2027-01-04")}, {"close/review": None},
             closing("in_review")),
        # 30 working days end on 1 December; by law the notice is up for 30 days before, however.
        Case("the notice is young", "2026-11-22", "under-way",
             {"close/review": Days("2026-12-10", "2026-12-10")}, {}, KUAISHOU_EARLY),
        Case("the notice is young, the latest day", "2026-12-10", "under-way",
             {"close/review": Days("2026-12-10", "2026-12-10")}, {}, KUAISHOU_EARLY),
        Case("the notice is young, the day after", "2026-12-11", "overdue",
             {"close/review": Days(None, None, "2026-12-10")}, {"close/review": "2026-12-11"},
             KUAISHOU_EARLY),
        Case("may apply", "2026-11-22", "ready",
             {"close/review": Days(None, "2027-01-04"),
              # 5 to 8 January, 11 to 15, 18 to 22 (14), 25.
              "refund-deposit/money-arrives": Days(None, "2027-01-25")},
             {"close/open-closing-page": "2026-11-22", "close/submit": "2026-11-22",
              "refund-deposit/take-out-deposit": None},
             NOT_APPLIED),
        # Said never to have been asked for so far, it will have been by then.
        Case("may apply, and has not asked for the deposit", "2026-11-22", "ready",
             {"refund-deposit/money-arrives": Days(None, "2027-01-25")}, {},
             NOT_APPLIED | {"deposit.applied_on": "never"}),
        Case("refused, and mended", "2026-11-22", "ready",
             {"close/review": Days(None, "2027-01-04")}, {"close/submit": "2026-11-22"}, REFUSED),
        # Figures of the day of the refusal do not show that its reason is put right.
        Case("refused, and not looked at since", "2026-11-16", "undetermined",
             {"close/submit": Days("2026-11-16", None)}, {"close/submit": None}, REFUSED),
        Case("the notice is up", "2026-11-22", "blocked",
             {"close/notice-shown-30-days": Days("2026-12-10", "2026-12-10")},
             {"close/notice-shown-30-days": "2026-11-22", "close/submit": "2026-12-10"},
             NOT_APPLIED | NOTICE),
        Case("the notice is not up", "2026-11-22", "blocked",
             {"close/notice-shown-30-days": Days("2026-12-22", "2026-12-22")},
             {"close/notice-shown-30-days": "2026-11-22", "close/submit": "2026-12-22"},
             NOT_APPLIED | {"notice.published_on": "never"}),
        Case("closed", "2026-11-24", "done",
             {"close/review": Days("2026-11-04", "2026-11-04"),
              "refund-deposit/money-arrives": Days("2026-11-24", "2026-11-25")},
             {"close/submit": None, "refund-deposit/take-out-deposit": None},
             KUAISHOU_CLOSED),
    ],
    "kuaishou/refund-deposit": [
        Case("the day before", "2026-11-24", "under-way",
             {"refund-deposit/money-arrives": Days("2026-11-24", "2026-11-25")},
             {"refund-deposit/take-out-deposit": None,
              "refund-deposit/money-arrives": None, "refund-deposit/withdraw": "2026-11-24"},
             KUAISHOU_CLOSED),
        Case("the latest day", "2026-11-25", "under-way",
             {"refund-deposit/money-arrives": Days("2026-11-25", "2026-11-25")},
             {"refund-deposit/money-arrives": None}, KUAISHOU_CLOSED),
        Case("the day after", "2026-11-26", "overdue",
             {"refund-deposit/money-arrives": Days(None, None, "2026-11-25")},
             {"refund-deposit/take-out-deposit": None,
              "refund-deposit/money-arrives": "2026-11-26", "refund-deposit/withdraw": None},
             KUAISHOU_CLOSED),
        # Of 20 November, a Friday: 23 at the soonest; 23 to 27, 30 to 4 December, 7 to 11.
        Case("asked back the day after the closing", "2026-11-22", "under-way",
             {"refund-deposit/money-arrives": Days("2026-11-23", "2026-12-11")},
             {"refund-deposit/take-out-deposit": None, "refund-deposit/withdraw": "2026-11-23"},
             closing("closed", "2026-11-20") | refunding("2026-11-21")),
        # By the figures of that day at the latest: of 26 November 27, 30 to 4, 7 to 11, 14 to 17.
        Case("asked back nobody knows when", "2026-11-26", "under-way",
             {"refund-deposit/money-arrives": Days("2026-11-26", "2026-12-17")}, {},
             closing("closed", "2026-10-20") | refunding()),
        Case("back", "2026-11-26", "done", {}, {},
             KUAISHOU_CLOSED | {"deposit.held": 0, "deposit.status": "returned"}),
    ],
    # 30 days of notice, and within 24 hours after the shop is cancelled.
    "taobao/close": [
        Case("the last day of the notice", "2026-12-10", "under-way",
             {"close/notice": Days("2026-12-10", "2026-12-10"),
              "close/closed": Days(None, "2026-12-11")}, {"close/notice": None}, TAOBAO_NOTICE),
        Case("the latest day", "2026-12-11", "under-way",
             {"close/notice": Days("2026-12-10", "2026-12-10"),
              "close/closed": Days(None, "2026-12-11")}, {}, TAOBAO_NOTICE),
        Case("the day after", "2026-12-12", "overdue",
             {"close/closed": Days(None, None, "2026-12-11")},
             {"close/notice": None, "close/closed": "2026-12-12"}, TAOBAO_NOTICE),
        # A shop is cancelled when its notice is over, whatever is still open in it.
        Case("with an order to ship", "2026-12-09", "under-way",
             {"close/closed": Days(None, "2026-12-11")}, {},
             TAOBAO_NOTICE | {"orders.pending_shipment": 1}),
        Case("in review, which is the same notice", "2026-11-22", "under-way",
             {"close/notice": Days("2026-12-10", "2026-12-10")}, {},
             closing("in_review", "2026-11-10")),
        Case("may apply", "2026-11-22", "ready",
             {"close/notice": Days("2026-12-22", "2026-12-22"),
              "close/closed": Days(None, "2026-12-23")},
             {"close/sign-in": "2026-11-22", "close/confirm": "2026-11-22"},
             NOT_APPLIED | {"deposit.held": 0}),
        # 365 days after 10 January 2026, and 30 more.
        Case("sold in January", "2026-11-22", "blocked",
             {"close/last-deal-365-days-ago": Days("2027-01-10", "2027-01-10"),
              "close/notice": Days("2027-02-09", "2027-02-09")},
             {"close/last-deal-365-days-ago": "2026-11-22", "close/confirm": "2027-01-10"},
             NOT_APPLIED | {"deposit.held": 0, "orders.last_completed_on": "2026-01-10"}),
        Case("closed", "2026-11-22", "under-way", {},
             {"close/confirm": None, "close/ask-for-deposit": "2026-11-22"},
             closing("closed", "2026-11-20")),
    ],
    "taobao/refund-deposit": [
        Case("may apply", "2026-11-22", "ready",
             {"refund-deposit/unfrozen": Days("2026-11-22", "2026-11-22")},
             {"refund-deposit/apply": "2026-11-22", "refund-deposit/check-alipay": "2026-11-22"},
             NOT_APPLIED | {"deposit.held": 2000, "deposit.status": "refundable"}),
        Case("asked back today: at once", "2026-11-20", "under-way",
             {"refund-deposit/unfrozen": Days("2026-11-20", "2026-11-20")},
             {"refund-deposit/apply": None, "refund-deposit/check-alipay": "2026-11-20"},
             refunding("2026-11-20")),
        Case("the day after", "2026-11-21", "overdue",
             {"refund-deposit/unfrozen": Days(None, None, "2026-11-20")},
             {"refund-deposit/unfrozen": "2026-11-21", "refund-deposit/check-alipay": None},
             refunding("2026-11-20")),
        Case("asked back nobody knows when", "2026-11-22", "under-way",
             {"refund-deposit/unfrozen": Days("2026-11-22", "2026-11-22")}, {}, refunding()),
    ],
    "taobao/release": [
        Case("the day before", "2026-11-28", "under-way",
             {"release/suspended": Days("2026-11-29", "2026-11-29"),
              "release/released": Days("2026-12-06", "2026-12-06")},
             {"release/delist": None}, DELISTED),
        Case("the latest day", "2026-11-29", "under-way",
             {"release/released": Days("2026-12-06", "2026-12-06")},
             {"release/look": "2026-11-29"}, DELISTED),
        Case("the day after", "2026-11-30", "under-way",
             {"release/released": Days("2026-12-06", "2026-12-06")},
             {"release/look": "2026-11-30"}, DELISTED),
        Case("six weeks", "2026-12-06", "under-way", {},
             {"release/look": None, "release/see-released": "2026-12-06"}, DELISTED),
        Case("not delisted", "2026-11-22", "ready",
             {"release/suspended": Days("2026-12-27", "2026-12-27"),
              "release/released": Days("2027-01-03", "2027-01-03")},
             {"release/delist": "2026-11-22"},
             {"products.on_sale": 3, "closing.status": "not_applied"}),
        Case("released", "2026-11-22", "done", {}, {}, {"profile.released": True}),
    ],
    "douyin/close": [
        Case("the day before", "2026-11-23", "under-way",
             {"close/review": Days(None, "2026-11-24"),
              # 25, 26 and 27 November.
              "close/deposit-returned": Days(None, "2026-11-27")},
             {"close/review": None, "close/sign": None}, DOUYIN_REVIEW),
        # Over today at the latest, and not before: that is the day to sign.
        Case("the latest day", "2026-11-24", "under-way",
             {"close/review": Days(None, "2026-11-24")}, {"close/sign": None},
             DOUYIN_REVIEW),
        Case("the day after", "2026-11-25", "overdue",
             {"close/review": Days(None, None, "2026-11-24"), "close/deposit-returned": Days()},
             {"close/review": "2026-11-25", "close/sign": None}, DOUYIN_REVIEW),
        Case("in review, and the notice is young", "2026-11-22", "under-way",
             {"close/review": Days(None, "2026-11-24"),
              "close/deposit-returned": Days("2026-12-11", "2026-12-15")},
             {"close/sign": "2026-12-10"}, DOUYIN_REVIEW | NOTICE),
        Case("approved", "2026-11-22", "under-way",
             {"close/deposit-returned": Days("2026-11-23", "2026-11-25")},
             {"close/submit": None, "close/sign": "2026-11-22"}, closing("approved", "2026-11-02")),
        Case("approved, and the notice is young", "2026-11-22", "under-way",
             {"close/deposit-returned": Days("2026-12-11", "2026-12-15")},
             {"close/sign": "2026-12-10"}, closing("approved", "2026-11-12") | NOTICE),
        # 23 to 25 November; 26, 27 and 30.
        Case("may apply", "2026-11-22", "ready",
             {"close/review": Days(None, "2026-11-25"),
              "close/deposit-returned": Days(None, "2026-11-30")},
             {"close/submit": "2026-11-22", "close/sign": None}, NOT_APPLIED),
        Case("closed, the day before", "2026-11-22", "under-way",
             {"close/deposit-returned": Days("2026-11-22", "2026-11-23")}, {}, DOUYIN_CLOSED),
        Case("closed, the latest day", "2026-11-23", "under-way",
             {"close/deposit-returned": Days("2026-11-23", "2026-11-23")}, {}, DOUYIN_CLOSED),
        Case("closed, the day after", "2026-11-24", "overdue",
             {"close/deposit-returned": Days(None, None, "2026-11-23")},
             {"close/deposit-returned": "2026-11-24"}, DOUYIN_CLOSED),
        Case("closed, and frozen for nobody knows how long", "2026-11-22", "under-way",
             {"close/deposit-returned": Days()}, {"close/deposit-returned": None},
             LONG_CLOSED | {"deposit.status": "frozen"}),
        Case("closed, by a rule that was not read", "2026-11-22", "under-way",
             {"close/deposit-returned": Days()}, {},
             LONG_CLOSED | {"profile.region": "cross_border"}),
        Case("closed, and paid out", "2026-11-22", "done", {}, {},
             DOUYIN_CLOSED | {"deposit.held": 0}),
    ],
    "douyin/refund-deposit": [
        Case("the latest day", "2026-11-24", "under-way",
             {"refund-deposit/paid": Days("2026-11-24", "2026-11-24")},
             {"refund-deposit/submit": None}, DOUYIN_ASKED),
        Case("the day after", "2026-11-25", "overdue",
             {"refund-deposit/paid": Days(None, None, "2026-11-24")},
             {"refund-deposit/paid": "2026-11-25"}, DOUYIN_ASKED),
        # It is counted from the application, not from the closing long before it.
        Case("closed in June, and not asked back", "2026-11-22", "ready",
             {"refund-deposit/paid": Days("2026-11-23", "2026-11-25")},
             {"refund-deposit/submit": "2026-11-22", "refund-deposit/paid": None},
             LONG_CLOSED),
        Case("what is too much, the latest day", "2026-11-24", "under-way",
             {"refund-deposit/paid-excess": Days("2026-11-24", "2026-11-24")}, {},
             NOT_APPLIED | refunding("2026-11-19")),
        Case("what is too much, the day after", "2026-11-25", "overdue",
             {"refund-deposit/paid-excess": Days(None, None, "2026-11-24")},
             {"refund-deposit/paid-excess": "2026-11-25"}, NOT_APPLIED | refunding("2026-11-19")),
        Case("closed, and frozen", "2026-11-22", "blocked",
             {},
             {"refund-deposit/not-frozen": "2026-11-22"},
             DOUYIN_CLOSED | {"deposit.status": "frozen"}),
    ],
    "aliexpress/exit-managed": [
        Case("in review, as long as it takes", "2026-11-22", "under-way",
             {"exit-managed/review": Days(), "exit-managed/unbind": Days()},
             {"exit-managed/submit": None, "exit-managed/close-shop": None},
             closing("in_review", "2026-08-01")),
        Case("approved", "2026-11-22", "under-way", {"exit-managed/unbind": Days()},
             {"exit-managed/close-shop": None}, closing("approved", "2026-08-01")),
        Case("may apply", "2026-11-22", "ready", {"exit-managed/review": Days()},
             {"exit-managed/publish-notice": None, "exit-managed/submit": "2026-11-22",
              "exit-managed/close-shop": None}, NOT_APPLIED),
        Case("may apply, without a notice", "2026-11-22", "ready", {"exit-managed/review": Days()},
             {"exit-managed/publish-notice": "2026-11-22", "exit-managed/submit": "2026-11-22",
              "exit-managed/close-shop": None},
             NOT_APPLIED | WHOLE | {"notice.published_on": "never"}),
        Case("out of the service, the shop goes on", "2026-11-22", "under-way",
             {"exit-managed/unbind": Days()}, {}, closing("approved") | SERVICE_ALONE),
        Case("closed", "2026-11-22", "done", {}, {}, closing("closed", "2026-11-20")),
    ],
    "aliexpress/refund-deposit": [
        Case("asked back, as long as it takes", "2026-11-22", "under-way",
             {"refund-deposit/review": Days(), "refund-deposit/money-arrives": Days()},
             {"refund-deposit/apply": None, "refund-deposit/review": None},
             refunding("2026-08-01")),
        Case("may ask", "2026-11-22", "ready",
             {"refund-deposit/review": Days(), "refund-deposit/money-arrives": Days()},
             {"refund-deposit/apply": "2026-11-22"},
             {"deposit.held": 2000, "deposit.status": "refundable"}),
        Case("frozen", "2026-11-22", "blocked",
             {}, {"refund-deposit/deposit-refundable": "2026-11-22"},
             {"deposit.held": 2000, "deposit.status": "frozen"}),
    ],
    "1688/close": [
        Case("in review, as long as it takes", "2026-11-22", "under-way",
             {"close/review": Days(), "close/closed": Days()}, {"close/apply": None},
             closing("in_review", "2026-08-01")),
        Case("may apply", "2026-11-22", "ready", {"close/review": Days(), "close/closed": Days()},
             {"close/apply": "2026-11-22"}, NOT_APPLIED | {"deposit.held": 0}),
        # The law asks for the 30 days before the shop stops, not before the application.
        Case("the notice is young", "2026-11-22", "ready",
             {"close/review": Days(), "close/closed": Days()}, {"close/apply": "2026-11-22"},
             NOT_APPLIED | NOTICE | {"deposit.held": 0}),
        Case("closed", "2026-11-22", "done", {}, {}, closing("closed", "2026-11-20")),
    ],
    "1688/refund-deposit": [
        Case("the day before", "2026-11-22", "under-way",
             {"refund-deposit/money-arrives": Days(None, "2026-11-23")},
             {"refund-deposit/take-out": None}, PAYOUT_1688),
        Case("the latest day", "2026-11-23", "under-way",
             {"refund-deposit/money-arrives": Days(None, "2026-11-23")}, {}, PAYOUT_1688),
        Case("the day after", "2026-11-24", "overdue",
             {"refund-deposit/money-arrives": Days(None, None, "2026-11-23")},
             {"refund-deposit/money-arrives": "2026-11-24"}, PAYOUT_1688),
        Case("unfrozen by itself, nobody knows when", "2026-11-22", "ready",
             {"refund-deposit/unfreeze": Days(), "refund-deposit/money-arrives": Days()},
             {"refund-deposit/look": "2026-11-22", "refund-deposit/take-out": None},
             NOT_APPLIED | {"deposit.status": "held"}),
        # Released: of 22 November 23 to 27 and 30, 1 December.
        Case("released", "2026-11-22", "ready",
             {"refund-deposit/money-arrives": Days(None, "2026-12-01")},
             {"refund-deposit/take-out": "2026-11-22"}, NOT_APPLIED),
    ],
}  # fmt: skip
NAMED = [(where, case) for where, cases in CASES.items() for case in cases]


def read(day: date | None) -> str | None:
    """Return a day as the table writes it."""
    return str(day) if day else None


@pytest.mark.parametrize(
    ("where", "case"), NAMED, ids=[f"{where} {case.what} {case.on}" for where, case in NAMED]
)
def test_a_plan_has_the_days_worked_out_by_hand(
    where: str, case: Case, rules_of: Mapping[str, Platform]
) -> None:
    """The verdict, when steps are over and were due, and when the seller can begin his own."""
    platform, procedure = where.split("/")
    report = left(rules_of[platform], case.facts, procedure, case.on)
    timed = {ref: action(report, ref) for ref in {**case.days, **case.acts}}
    assert report.verdict == case.verdict
    assert {
        ref: Days(read(timed[ref].earliest), read(timed[ref].latest), read(timed[ref].due))
        for ref in case.days
    } == case.days
    assert {ref: read(timed[ref].act_on) for ref in case.acts} == case.acts


def test_a_step_said_to_be_done_goes_before_what_no_figure_tells(
    rules_of: Mapping[str, Platform],
) -> None:
    """Unbound, the managed service is left; unfrozen, the deposit can be taken out today."""
    out = closing("approved") | SERVICE_ALONE | {"deposit.held": 0}
    report = left(rules_of["aliexpress"], out, done=["aliexpress/exit-managed/unbind"])
    assert report.verdict == "done"
    has = NOT_APPLIED | {"deposit.status": "held"}
    unfrozen = ["1688/refund-deposit/unfreeze"]
    report = left(rules_of["1688"], has, "refund-deposit", done=unfrozen)
    assert read(action(report, "refund-deposit/take-out").act_on) == "2026-11-22"
    # 23 to 27 and 30 November, 1 December.
    arrives = action(report, "refund-deposit/money-arrives")
    assert (arrives.earliest, read(arrives.latest)) == (None, "2026-12-01")


@pytest.mark.parametrize("on", ["2026-11-22", "2026-11-29"])
def test_what_the_platform_has_answered_begins_no_other_days_anew(
    on: str, rules_of: Mapping[str, Platform]
) -> None:
    """The notice has stood its days; that the deposit has to be out first is open, but no date."""
    asked = {"kuaishou/close/deposit-returned": {"required": True, "by": "客服"}}
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-09-16"}
    report = left(rules_of["kuaishou"], {**facts, "deposit.held": 500}, on=on, answers=asked)
    review = action(report, "close/review")

    # That it cannot end before today is no date to show, as it is another every day (2.4).
    assert (report.verdict, review.earliest, review.latest) == ("under-way", None, None)
