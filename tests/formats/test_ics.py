"""The calendar file: read back by two libraries, stable, and safe against what is in a name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from states import ON, ROOT

from shopexit import Lang, Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, ics
from shopexit.inputs.state_reader import read_state
from shopexit.messages import both, clean
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.plan_model import (
    NextForOrders,
    Reason,
    ReportedAction,
    ReportedMilestone,
    ReportedPlan,
    Why,
)
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Who

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
LATER = ON + timedelta(days=20)
LATEST = ON + timedelta(days=30)
WHY = Reason(ref="x/y/z", why=Why.UNPUBLISHED, says=both("nobody wrote it down"))
HOSTILE = (
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:b",
    "a\nEND:VCALENDAR",
    "a,b;c:d\\e\\nf\\,g",
    'say "hi"^n',
    "\x1b[31mred\x1b[0m\x07\x00",
    "\u202eabc\u2066def",
    "\ud800half",
    "店" * 10_000,
    "x" * 10_000,
    "👩\u200d👧" * 40,
)


def _example(
    rules_of: Mapping[str, Platform], path: Path, lang: Lang = Lang.EN, on: date = ON
) -> Report:
    rules = rules_of[path.parent.name]
    procedure = "refund-deposit" if path.stem.startswith("refund-") else None
    return check(
        rules, read_state(path, rules), EvaluationOptions(on=on, procedure=procedure, lang=lang)
    )


@pytest.fixture
def blocked(rules_of: Mapping[str, Platform]) -> Report:
    """Return a report with actions, findings and money."""
    return _example(rules_of, ROOT / "examples" / "kuaishou" / "blocked.yaml")


def _events(report: Report) -> list[Any]:
    return list(Calendar.from_ical(ics.report(report, RenderOptions())).walk("VEVENT"))


def _last_day(event: Any) -> date:
    end: date = event["DTEND"].dt
    return end - timedelta(days=1)


def _action(like: Report, phase: Phase, **parts: Any) -> ReportedAction:
    """Return an action that has nothing but what is given."""
    bare = {
        "ref": "kuaishou/close/made-up", "order": None, "fact": None, "does": both("Do it. Now."),
        "phase": phase, "who": Who.PLATFORM, "today": False, "act_by": None, "optional": False,
        "may_apply": False, "takes": None, "claims": (), "starts": None, "earliest": None,
        "latest": None, "estimated": False,
        "held_by": None, "open_by": (), "due": None, "certainty": None, "done": False,
        "note": None, "disputed": (), "ask": None,
    }  # fmt: skip
    return replace(like.plan.actions[0], **{**bare, **parts})


def _milestone(stage: Stage, **parts: Any) -> ReportedMilestone:
    bare = {
        "ref": "kuaishou/close/made-up", "procedure": "close",
        "name": both("Close"), "stage": stage, "earliest": LATER,
        "latest": LATER, "estimated": False, "done": False,
        "held_by": None, "late_by": None, "open_by": (),
        "returns": None,
    }  # fmt: skip
    return ReportedMilestone(**{**bare, **parts})


def _with(
    report: Report,
    *actions: ReportedAction,
    milestones: tuple[ReportedMilestone, ...] = (),
    orders: tuple[NextForOrders, ...] = (),
) -> Report:
    plan = ReportedPlan(
        actions=actions, today=(), milestones=milestones, next=orders, joined=(), estimated_years=()
    )
    return replace(report, plan=plan)


def _only(report: Report, *actions: ReportedAction, **parts: Any) -> Any:
    """Return the one event of a report whose plan is what is given."""
    (event,) = _events(_with(report, *actions, **parts))
    return event


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_two_libraries_read_the_same_events(
    path: Path, lang: Lang, rules_of: Mapping[str, Platform]
) -> None:
    """Every event has an own UID, ends after it begins, and says whose shop it is about."""
    report = _example(rules_of, path, lang)
    text = ics.report(report, RenderOptions())
    events = _events(report)
    read = list(vobject.readOne(text).contents["vevent"])

    assert {e["UID"] for e in events} == {e.uid.value for e in read}
    assert len({e["UID"] for e in events}) == len(events) == len(read)
    assert {e["SUMMARY"] for e in events} == {e.summary.value for e in read}
    assert {e["DESCRIPTION"] for e in events} == {e.description.value for e in read}
    for event, other in zip(events, read, strict=True):
        assert event["UID"].endswith("@shopexit")
        assert event["DTSTART"].dt == other.dtstart.value
        assert event["DTSTART"].dt < event["DTEND"].dt
        assert not isinstance(event["DTSTART"].dt, datetime)
        assert event["SUMMARY"].endswith(clean(report.shop or report.platform_name[lang]))
        assert event["STATUS"] in {"CONFIRMED", "TENTATIVE"}
        assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_file_is_written_as_the_standard_has_it(
    path: Path, lang: Lang, rules_of: Mapping[str, Platform]
) -> None:
    """Lines end with CRLF and have 75 octets at most; equal reports give equal bytes."""
    text = ics.report(_example(rules_of, path, lang), RenderOptions())

    assert text == ics.report(_example(rules_of, path, lang), RenderOptions())
    assert text.endswith("END:VCALENDAR\r\n")
    assert not set("\r\n") & set(text.replace("\r\n", ""))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    head = text.partition("BEGIN:VEVENT")[0].split("\r\n")
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"} < set(head)
    assert any(line.startswith("PRODID:") for line in head)
    assert any(line.startswith("X-WR-CALNAME:") for line in head)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_an_event_begins_and_ends_on_days_of_the_report(
    path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """No end is invented where nobody can say when something is over."""
    report = _example(rules_of, path)
    plan = report.plan
    days: set[date | None] = {ON, *(action.act_on for action in plan.actions)}
    for dated in (plan.milestones, plan.actions, plan.next):
        days |= {day for each in dated for day in (each.earliest, each.latest)}

    for event in _events(report):
        assert {event["DTSTART"].dt, _last_day(event)} <= days


def test_an_event_keeps_its_uid_from_run_to_run(rules_of: Mapping[str, Platform]) -> None:
    """A calendar then moves it; a later report counts as the newer one, in any language."""
    path = ROOT / "examples" / "kuaishou" / "blocked.yaml"
    early = _events(_example(rules_of, path, Lang.EN))
    late = _events(_example(rules_of, path, Lang.ZH, ON + timedelta(days=1)))

    assert {e["UID"] for e in early} == {e["UID"] for e in late}
    assert early[0]["SEQUENCE"] < late[0]["SEQUENCE"]
    assert early[0]["DTSTAMP"].dt < late[0]["DTSTAMP"].dt


def test_another_shop_has_other_uids_that_tell_nothing_of_it(blocked: Report) -> None:
    """Files of two shops can be read into one calendar."""
    uids = {e["UID"] for e in _events(replace(blocked, shop="Zhen"))}
    others = {e["UID"] for e in _events(replace(blocked, shop="Mary"))}

    assert not uids & others
    assert "Zhen" not in "".join(uids)


def test_the_same_milestone_twice_is_two_events(blocked: Report) -> None:
    """Two steps of a procedure may bring the same money."""
    twice = (_milestone(Stage.MONEY, returns="deposit.held"),) * 2

    assert len({e["UID"] for e in _events(_with(blocked, milestones=twice))}) == 2


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_makes_no_property_and_comes_back_as_text(name: str, blocked: Report) -> None:
    """It is the name of the shop, of an order, of a menu, or what a rule says."""
    place = replace(blocked.findings[0].sources[0], place=name)
    wait = _action(
        blocked, Phase.WAIT, does=both(f"a{name}"), order=name, latest=LATEST, earliest=LATER,
        certainty=Certainty.STATED, note=both(f"b{name}"),
        held_by=Reason(ref=name, why=Why.HELD, says=both(name)),
        sources=(place,), ref=name,
    )  # fmt: skip
    report = _with(replace(blocked, shop=f"c{name}"), wait)
    text = ics.report(report, RenderOptions())
    event = _only(replace(blocked, shop=f"c{name}"), wait)
    read = vobject.readOne(text).vevent

    assert text.count("\r\nBEGIN:") == 1
    assert event["SUMMARY"] == read.summary.value
    assert event["SUMMARY"].startswith(f"Order {clean(name)} · ")
    assert event["SUMMARY"].endswith(f" · {clean(f'c{name}')}")
    assert event["DESCRIPTION"] == read.description.value
    assert clean(f"a{name}") in event["DESCRIPTION"].split("\n")
    assert clean(f"b{name}") in event["DESCRIPTION"].split("\n")
    assert str(Calendar.from_ical(text)["X-WR-CALNAME"]).endswith(clean(f"c{name}"))


def test_an_open_end_stays_open(blocked: Report) -> None:
    """The milestone stands on its first day, in doubt, and says so and why."""
    still_open = _milestone(Stage.FINISH, latest=None, open_by=(WHY,))
    event = _only(blocked, milestones=(still_open,))

    assert event["DTSTART"].dt == _last_day(event) == LATER
    assert event["STATUS"] == "TENTATIVE"
    assert "end not known" in event["SUMMARY"]
    assert "nobody wrote it down" in event["DESCRIPTION"]


def test_a_wait_without_an_end_is_no_event(blocked: Report) -> None:
    """Its milestone tells of it already."""
    waits = [
        _action(blocked, phase, starts=LATER, earliest=LATER, certainty=Certainty.NOT_PUBLISHED)
        for phase in (Phase.WAIT, Phase.CLEAR)
    ]
    assert _only(blocked, *waits)["DTSTART"].dt == ON


@pytest.mark.parametrize("stage", [Stage.FINISH, Stage.MONEY])
def test_a_milestone_with_a_last_day_spans_the_days(stage: Stage, blocked: Report) -> None:
    """It may be over on any of them, so none is sure."""
    event = _only(blocked, milestones=(_milestone(stage, latest=LATEST),))

    assert (event["DTSTART"].dt, _last_day(event)) == (LATER, LATEST)
    assert event["STATUS"] == "TENTATIVE"
    assert not event.walk("VALARM")


def test_the_first_day_to_apply_reminds_of_itself(blocked: Report) -> None:
    """In the morning of that day, not at midnight."""
    event = _only(blocked, milestones=(_milestone(Stage.APPLY, latest=LATEST),))

    assert (event["DTSTART"].dt, _last_day(event)) == (LATER, LATER)
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(hours=9))


def test_what_happens_by_itself_reminds_the_day_before(blocked: Report) -> None:
    """From the first day on which it may happen."""
    by_itself = _action(blocked, Phase.BY_ITSELF, earliest=LATER, latest=LATEST)
    event = _only(blocked, by_itself)

    assert (event["DTSTART"].dt, _last_day(event)) == (LATER, LATEST)
    (alarm,) = event.walk("VALARM")
    assert -timedelta(days=1) < alarm["TRIGGER"].dt < timedelta(0)


@pytest.mark.parametrize("phase", [Phase.BY_ITSELF, Phase.WAIT])
def test_a_deadline_that_is_today_stands_in_the_calendar(phase: Phase, blocked: Report) -> None:
    """It is too late to be reminded of it the day before."""
    due = _action(blocked, phase, earliest=ON, latest=ON, certainty=Certainty.STATED)
    event = _only(blocked, due)

    assert event["DTSTART"].dt == ON
    assert not event.walk("VALARM")


def test_money_tells_how_much_and_where_to(blocked: Report) -> None:
    """As far as the report knows."""
    held = next(s for s in blocked.money.sums if s.fact == "deposit.held")
    money = replace(blocked.money, sums=(replace(held, amount="12.50", into=both("Alipay")),))
    paid = _milestone(Stage.MONEY, returns="deposit.held")
    event = _only(replace(blocked, money=money), milestones=(paid,))

    assert "12.50 CNY" in event["SUMMARY"]
    assert "Alipay" in event["DESCRIPTION"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_the_seller_has_to_do_stands_on_the_day_to_begin_it(
    path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """And on no other day. What it has for today is what the report has for today, but waits."""
    report = _example(rules_of, path)
    own = [a for a in report.plan.actions if not a.done and a.phase is not Phase.WAIT]
    later = [
        a for a in own
        if a.phase in (Phase.CLEAR, Phase.APPLY) and a.act_on and a.act_on > ON and not a.optional
    ]  # fmt: skip
    today = [a for a in own if a.today]
    leads = ("To do: ", "Ask the platform", "No rule covers this")
    events = [
        event
        for event in _events(report)
        if event["SUMMARY"].removeprefix(f"Order {_order(event)} · ").startswith(leads)
    ]

    assert sorted(e["DTSTART"].dt for e in events) == sorted(
        [*(ON for _ in today), *(a.act_on for a in later if a.act_on)]
    )
    for event in events:
        assert _last_day(event) == event["DTSTART"].dt
        assert len(event.walk("VALARM")) == (event["DTSTART"].dt > ON)


def _order(event: Any) -> str:
    """Return the order that an event is about, if any."""
    first, _, _ = str(event["SUMMARY"]).partition(" · ")
    return first.removeprefix("Order ")


def test_a_day_to_begin_is_not_taken_for_the_day_on_which_it_is_over(blocked: Report) -> None:
    """It begins on one day, and is over on others, which are said to be that."""
    clears = _action(
        blocked, Phase.CLEAR, who=Who.SELLER, act_on=ON + timedelta(days=2), earliest=LATER,
        latest=LATEST,
    )  # fmt: skip
    todo, met = _events(_with(blocked, clears))

    assert todo["DTSTART"].dt == ON + timedelta(days=2)
    assert todo["SUMMARY"].startswith("To do: Do it · ")
    assert f"Ends: {LATER} to {LATEST}" in todo["DESCRIPTION"].split("\n")
    assert met["DTSTART"].dt == LATEST


def test_orders_with_a_limit_alone_stand_on_their_last_day(blocked: Report) -> None:
    """No soonest day is known of them."""
    group = NextForOrders(
        ref="x/y/z", fact=None, phase=Phase.WAIT, who=Who.PLATFORM, does=both("Wait."),
        orders=9, amount=None, without_amount=9, earliest=None, latest=LATEST, act_by=None,
        examples=("A1",),
    )  # fmt: skip
    event = _only(blocked, orders=(group,))

    assert (event["DTSTART"].dt, _last_day(event)) == (LATEST, LATEST)
    assert f"by {LATEST}" in event["DESCRIPTION"]
    assert event["STATUS"] == "TENTATIVE"


def test_a_wait_stands_on_the_day_by_which_it_should_be_over(blocked: Report) -> None:
    """Whoever looks at the calendar sees when to ask, also where no soonest day is known."""
    wait = _action(
        blocked, Phase.WAIT, starts=ON - timedelta(days=3), earliest=LATER, latest=LATEST,
        certainty=Certainty.STATED,
    )  # fmt: skip
    for each in (wait, replace(wait, earliest=None)):
        event = _only(blocked, each)

        assert (event["DTSTART"].dt, _last_day(event)) == (LATEST, LATEST)
        assert event["SUMMARY"].startswith("Should be done by today: Do it · ")
        assert event["STATUS"] == "CONFIRMED"


def test_what_clears_stands_on_the_day_from_which_it_surely_holds(blocked: Report) -> None:
    """Under the words of the requirement, not of what to do about it."""
    finding = blocked.findings[0]
    days = {"earliest": LATER, "latest": LATEST}
    clears = _action(blocked, Phase.CLEAR, ref=finding.ref, says=finding.says, **days)
    (event,) = _events(_with(blocked, clears))

    assert (event["DTSTART"].dt, _last_day(event)) == (LATEST, LATEST)
    assert finding.says.en.rstrip(".") in event["SUMMARY"]


@pytest.mark.parametrize(
    "doubt",
    [
        {"certainty": Certainty.DISPUTED}, {"certainty": Certainty.NOT_PUBLISHED},
        {"estimated": True}, {"may_apply": True},
    ],
    ids=str,
)  # fmt: skip
def test_a_doubtful_day_is_tentative(doubt: dict[str, Any], blocked: Report) -> None:
    """Disputed, not published, estimated, or not known to apply."""
    known = _action(
        blocked, Phase.WAIT, starts=ON, earliest=LATER, latest=LATER, certainty=Certainty.STATED
    )
    assert _only(blocked, known)["STATUS"] == "CONFIRMED"
    assert _only(blocked, replace(known, **doubt))["STATUS"] == "TENTATIVE"


def test_every_claim_is_told_with_its_days(blocked: Report) -> None:
    """So that whoever waits longer than one source says knows of the other."""
    wait = next(a for a in blocked.plan.actions if any(not c.planned for c in a.claims))
    wait = replace(wait, phase=Phase.WAIT, earliest=LATER, latest=LATEST)
    told = _only(blocked, wait)["DESCRIPTION"]

    assert any(claim.earliest for claim in wait.claims)
    for claim in wait.claims:
        assert claim.says.en in told
        assert not claim.earliest or str(claim.earliest) in told
        assert claim.sources[0].id in told


def test_what_is_overdue_is_a_reminder_today(blocked: Report) -> None:
    """It names the day on which it should have been over."""
    late = _action(blocked, Phase.WAIT, earliest=ON, due=date(2026, 10, 1))
    event = _only(blocked, late)

    assert (event["DTSTART"].dt, _last_day(event)) == (ON, ON)
    assert "2026-10-01" in event["SUMMARY"]


def test_what_is_done_or_to_be_found_out_is_no_event(blocked: Report) -> None:
    """An empty calendar is refused by some, so the verdict stands in it alone."""
    done = _action(
        blocked, Phase.WAIT, done=True, starts=LATER, earliest=LATER, latest=LATER,
        due=ON, certainty=Certainty.STATED,
    )  # fmt: skip
    asked = _action(blocked, Phase.FIND_OUT, earliest=LATER, latest=LATER)
    advised = _action(blocked, Phase.CLEAR, earliest=ON, latest=ON, optional=True)
    unknown = _action(blocked, Phase.APPLY, act_on=None)
    at_once = _action(
        blocked, Phase.WAIT, starts=LATER, earliest=LATER, latest=LATER,
        certainty=Certainty.IMMEDIATE,
    )  # fmt: skip
    over = _milestone(Stage.FINISH, done=True)
    event = _only(blocked, done, asked, advised, unknown, at_once, milestones=(over,))

    assert event["DTSTART"].dt == ON
    assert "BLOCKED" in event["SUMMARY"]


def test_orders_that_are_not_shown_are_one_event_together(blocked: Report) -> None:
    """A group that stands for the shown orders only is told with each of them."""
    wait = _action(
        blocked, Phase.WAIT, starts=ON, earliest=LATER, latest=LATER, order="A1",
        certainty=Certainty.STATED,
    )  # fmt: skip
    group = NextForOrders(
        ref=wait.ref, fact=None, phase=Phase.WAIT, who=Who.PLATFORM, does=wait.does,
        orders=100_000, amount=None, without_amount=100_000, earliest=LATER, latest=LATEST,
        act_by=None, examples=("A1", "A2"),
    )  # fmt: skip
    many = _events(_with(blocked, wait, orders=(group,)))
    alone = _events(_with(blocked, wait, orders=(replace(group, orders=1),)))

    assert len(many) == 2
    assert sum("100000 orders" in e["SUMMARY"] for e in many) == 1
    assert len(alone) == 1
    assert alone[0]["SUMMARY"].startswith("Order A1 · ")


def test_the_end_of_the_calendar_is_no_trouble(blocked: Report) -> None:
    """An event ends on the day after its last, and the last day there is has none."""
    event = _only(blocked, milestones=(_milestone(Stage.FINISH, latest=date.max),))
    never = _only(blocked, milestones=(_milestone(Stage.APPLY, earliest=date.max, latest=None),))

    for each in (event, never):
        assert each["DTSTART"].dt < each["DTEND"].dt == date.max
