"""What every format says of shops that have applied: under way, overdue, done, refused."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from examplefleets import (
    EXAMPLES,
    cases_of,
    commands_of,
    example,
    report_of,
    results_of,
    rows_of,
    shop_of,
    written_as,
)
from exits import left
from icalendar import Calendar
from states import ON

from shopexit import Lang, Platform, Report, Verdict
from shopexit.formats import RenderOptions, github, html, junit, renderer, screen, table_csv
from shopexit.formats.sentences import how_far
from shopexit.formats.words import VERDICTS

pytestmark = pytest.mark.usefixtures("in_the_checkout")
LATE = ("douyin/overdue", "kuaishou/overdue", "taobao/overdue")
ON_THE_WAY = ("douyin/in-review", "kuaishou/in-review", "taobao/in-notice")
OVER = ("douyin/done", "kuaishou/done", "taobao/done")
ALL = [
    *((name, Verdict.OVERDUE) for name in LATE),
    *((name, Verdict.UNDER_WAY) for name in ON_THE_WAY),
    *((name, Verdict.DONE) for name in OVER),
]
DUE = {"douyin": "2026-11-05", "kuaishou": "2026-11-16", "taobao": "2026-11-05"}
"""By hand: 3 working days from 2 November, 30 from 29 September, 31 days from 5 October."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written(report: Report, form: str) -> str:
    return renderer("report", form)(report, RenderOptions())


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("name", "verdict"), ALL)
def test_every_format_for_people_has_the_verdict(name: str, verdict: Verdict, lang: Lang) -> None:
    """In text, in Markdown and on the page it stands at the head."""
    report = report_of(example(name, lang))
    word = VERDICTS[verdict][lang]

    assert report.verdict is verdict
    assert _written(report, "text").splitlines()[1][2:].startswith(word)
    assert word in _written(report, "markdown").splitlines()[0]
    page = _written(report, "html")
    assert f'class="is-{verdict}"' in page
    assert f'<p class="verdict-word">{word}</p>' in page
    assert json.loads(_written(report, "json"))["verdict"] == verdict


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", LATE)
def test_what_is_late_names_whom_to_ask_and_since_when(name: str, lang: Lang) -> None:
    """Once, and in every format; text off a terminal says it a second time, as its last line."""
    shop = example(name, lang)
    report = report_of(shop)
    (says,) = [each.says[lang] for each in report.warnings if each.code == "overdue"]
    due = DUE[report.platform]
    assert due in says
    assert {Lang.ZH: "去催平台客服", Lang.EN: "ask the platform's customer service"}[lang] in says

    for form, times in (("text", 2), ("markdown", 1)):
        assert _written(report, form).replace("\\", "").count(says) == times
    assert _written(report, "text").splitlines()[-1].endswith(says)
    (case,) = [c for c in cases_of(written_as(junit, [shop], lang)) if c.is_failure]
    assert (case.name, case.result[0].type, case.result[0].message) == ("verdict", "overdue", says)
    (result,) = results_of([shop], lang)
    assert (result["ruleId"], result["level"]) == ("shopexit/overdue", "error")
    assert says in result["message"]["text"]
    (command,) = commands_of(written_as(github, [shop], lang))
    assert (command.name, command.properties["title"]) == ("error", VERDICTS[report.verdict][lang])
    assert command.data.endswith(says)
    (row,) = rows_of(written_as(table_csv, [shop], lang))
    assert (row["verdict"], row["first"]) == ("overdue", says)
    assert "overdue" in row["warnings"].split()
    late = [e for e in _events(report) if due in e["SUMMARY"]]
    assert [e["DTSTART"].dt for e in late] == [ON]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", [*ON_THE_WAY, *OVER])
def test_what_is_under_way_or_done_is_green(name: str, lang: Lang) -> None:
    """For machines: no failure, no error, no result; what was asked for is passed over."""
    shop = example(name, lang)
    cases = cases_of(written_as(junit, [shop], lang))

    assert cases
    assert all(case.is_skipped for case in cases)
    assert results_of([shop], lang) == []
    assert commands_of(written_as(github, [shop], lang)) == []
    (row,) = rows_of(written_as(table_csv, [shop], lang))
    assert row["first"] == row["blocked_by"] == ""


@pytest.mark.parametrize("name", ON_THE_WAY)
def test_a_calendar_says_by_when_a_wait_should_be_over(name: str) -> None:
    """On that day, where the seller is to ask if it is not."""
    report = report_of(example(name))
    wait = next(a for a in report.plan.actions if a.phase == "wait" and not a.done and a.latest)
    (event,) = [e for e in _events(report) if e["SUMMARY"].startswith("Should be done by today: ")
                and wait.ref in e["DESCRIPTION"]]  # fmt: skip

    assert event["DTSTART"].dt == wait.latest
    assert wait.does.en.partition(";")[0].rstrip(".") in event["SUMMARY"]


@pytest.mark.parametrize("name", OVER)
def test_nothing_is_left_to_do_of_what_is_done(name: str) -> None:
    """The calendar has the verdict alone, and no step is open."""
    report = report_of(example(name))
    (event,) = _events(report)

    assert VERDICTS[Verdict.DONE].en in event["SUMMARY"]
    assert all(a.done for a in report.plan.actions if a.phase in ("apply", "wait", "clear"))
    assert "all steps are done" in _written(report, "text").splitlines()[1]


def test_a_refused_shop_says_so_whatever_its_verdict() -> None:
    """Over what is still so it is blocked, without a reason undetermined, mended it is ready."""
    for name, verdict, says in (
        ("kuaishou/rejected", Verdict.BLOCKED, "put this right, look up all figures again"),
        ("taobao/rejected", Verdict.UNDETERMINED, "the reason is not confirmed as fixed"),
        ("douyin/rejected", Verdict.READY, "make sure this is fixed before you apply again"),
    ):
        report = report_of(example(name))
        assert report.verdict is verdict
        assert says in _written(report, "text")
        assert "closing.rejected_on" not in _written(report, "text")  # it is given


def _events(report: Report) -> list[Any]:
    return list(Calendar.from_ical(_written(report, "ics")).walk("VEVENT"))


def test_no_reason_names_a_day_that_is_given_nowhere() -> None:
    """A day that something only cannot be before, since its wait has a limit alone, is not told."""
    seen = 0
    for path in EXAMPLES:
        report = report_of(shop_of(path))
        soonest = {a.ref: a.earliest for a in report.plan.actions}
        held = [a.held_by for a in report.plan.actions]
        held += [m.held_by for m in report.plan.milestones]
        for reason in held:
            if reason is None or reason.ref not in soonest:
                continue
            days = DAY.findall(reason.says.en)
            if days:
                seen += 1
                assert days[-1] == str(soonest[reason.ref])
    assert seen > 20


@pytest.mark.parametrize("form", ["text", "markdown", "html", "ics"])
def test_a_limit_alone_shows_no_soonest_day(form: str) -> None:
    """The days after that on which such a wait begins stand nowhere."""
    report = report_of(example("douyin/in-review"))
    review = next(a for a in report.plan.actions if a.ref.endswith("/close/review"))
    written = _written(report, form)

    assert review.earliest is None
    assert str(review.latest) in written
    assert "2026-11-23" not in written  # what it is reckoned with, and is not published
    assert "2026-11-24" not in written


@pytest.mark.parametrize("lang", Lang)
def test_a_page_of_a_fleet_marks_and_filters_the_verdicts(lang: Lang) -> None:
    """Each row has its verdict, and each verdict a chip."""
    shops = [example(name, lang) for name, _ in ALL]
    page = written_as(html, shops, lang)

    for verdict in (Verdict.OVERDUE, Verdict.UNDER_WAY, Verdict.DONE):
        assert page.count(f'data-standing="{verdict}"') == 3
        assert page.count(f'data-only="{verdict}"') == 1


def test_money_in_doubt_has_no_day() -> None:
    """Not among the days a seller asks for, not in a fleet, and not in the calendar."""
    shop = example("taobao/blocked")
    report = report_of(shop)
    (held,) = [each for each in report.money.sums if each.fact == "deposit.held"]

    assert (held.group, held.earliest, held.latest) == ("in_doubt", None, None)
    assert held.why
    assert all(m.returns != "deposit.held" for m in report.plan.milestones)
    assert shop.summary
    assert (shop.summary.dates.money, shop.summary.dates.money_latest) == (None, None)
    assert not any("Money arrives" in event["SUMMARY"] for event in _events(report))


def test_the_last_day_of_a_review_is_no_promise_for_today(rules_of: Mapping[str, Platform]) -> None:
    """It may be over today and may be late tomorrow; the signature after it is the seller's."""
    facts: dict[str, Any] = {"closing.status": "in_review", "closing.applied_on": "2026-11-18"}
    facts |= {"deposit.held": 500, "deposit.status": "refundable"}
    facts |= {"confirmed.data_backed_up": True}
    report = left(rules_of["douyin"], facts, on="2026-11-23")
    shown = screen.report(report, RenderOptions(80))
    assert "by 2026-11-23" in shown
    assert "Today" not in shown
    # A fine can be paid today, and the signature waits for it.
    facts = {"closing.status": "approved", "closing.applied_on": "2026-11-10"}
    facts |= {"deposit.held": 0, "violations.unpaid_fines": 1}
    report = left(rules_of["douyin"], facts, on="2026-11-23")
    assert "today at the earliest" in screen.report(report, RenderOptions(80))
    refund: dict[str, Any] = {"closing.status": "closed", "closing.closed_on": "2026-11-02"}
    refund |= {"deposit.status": "refunding", "deposit.applied_on": "2026-11-02"}
    refund |= {"deposit.held": 500}
    report = left(rules_of["kuaishou"], refund, on="2026-11-23")
    assert "by today" in screen.report(report, RenderOptions(80))


def test_what_is_next_is_what_is_for_today_where_nothing_surely_applies(
    rules_of: Mapping[str, Platform],
) -> None:
    """Of a shop that the platform shut, with nobody saying why, all steps may not apply."""
    shut = {"closing.by": "platform", "closing.applied_on": "never", "profile.evicted": None}
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-10", "deposit.held": 0}
    report = left(rules_of["douyin"], shut | closed)

    assert report.plan.today == ("douyin/close/evicted-or-not",)
    assert how_far(report).en.startswith("your turn: See why the platform shut the shop")
