"""What holds of the days of every plan: tried on states nobody thought of."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from calendarplans import WAITS
from drawn import HEALTHY, states, values_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from states import LONGER, ON, PLATFORMS, changed, parsed, written

from shopexit import Platform, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.plan.actions import Phase
from shopexit.plan.schedule import Schedule
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction, ReportedMilestone, Why
from shopexit.rules.conditions import atoms, facts_read
from shopexit.rules.durations import Certainty, Claim
from shopexit.rules.entries import Entry, Step, claims
from shopexit.rules.facts import ORDER_GROUP, REASON
from shopexit.rules.platform import Procedure

NAMES = (*PLATFORMS, "waits")
SETTINGS = settings(max_examples=12 * LONGER, deadline=None, suppress_health_check=HEALTHY)
STEPS = (Phase.APPLY, Phase.WAIT)


def rules_named(name: str, rules_of: Mapping[str, Platform]) -> Platform:
    """Return the rules of a platform, real or made for its waits."""
    return WAITS if name == "waits" else rules_of[name]


@st.composite
def shops(draw: st.DrawFn, rules: Platform) -> dict[str, Any]:
    """Draw the facts of a shop and of one of its orders; the list says how many there are."""
    values: dict[str, Any] = draw(states(rules))
    read = {f for p in rules.procedures.values() for f in p.facts_read()}
    for path in sorted(read):
        if path.startswith(f"{ORDER_GROUP}.") and draw(st.integers(0, 9)):
            values[path] = draw(values_of(rules.vocabulary.facts[path]))
    if any(path.startswith(f"{ORDER_GROUP}.") for path in values):
        counted = {path for path, fact in rules.vocabulary.facts.items() if fact.counts_status}
        return {path: value for path, value in values.items() if path not in counted}
    return values


@st.composite
def taken(draw: st.DrawFn, rules: Platform) -> list[Any]:
    """Draw some steps that were taken, on a day or on one that is not known."""
    steps = [r for r, e in rules.references.items() if isinstance(e, Step)]
    refs = draw(st.lists(st.sampled_from(steps), max_size=2, unique=True))
    days = [draw(st.none() | st.integers(0, 60)) for _ in refs]
    return [
        ref if day is None else {"step": ref, "on": str(ON - timedelta(days=day))}
        for ref, day in zip(refs, days, strict=True)
    ]


def reported(rules: Platform, values: Mapping[str, Any], on: date = ON, **more: object) -> Report:
    """Return the report on all procedures; states that contradict themselves are out."""
    raw = written(rules.platform, values, **more)
    try:
        return check(rules, parsed(raw, rules), EvaluationOptions(on=on, procedure="all"))
    except ShopexitError:
        assume(False)
        raise


def no_later(one: Any, other: Any) -> bool:
    """Return whether neither day of something lies behind that of another.

    No latest day is never; where no earliest day is published, there is none to compare.
    """
    latest = [each.latest or date.max for each in (one, other)]
    earliest = [each.earliest for each in (one, other) if each.earliest]
    return bool(earliest == sorted(earliest) and latest[0] <= latest[1])


def dated(report: Report) -> Iterator[Any]:
    """Yield everything in a report that has a first and a last day."""
    yield from report.plan.actions
    yield from report.plan.milestones
    yield from report.plan.next
    yield from report.money.sums
    yield from (claim for action in report.plan.actions for claim in action.claims)


def cases(report: Report) -> list[list[ReportedAction]]:
    """Return the steps of a plan, those of one procedure and order together."""
    steps = [action for action in report.plan.actions if action.phase in STEPS]
    groups: dict[tuple[str | None, str], list[ReportedAction]] = {}
    for action in steps:
        groups.setdefault((action.order, action.procedure), []).append(action)
    return list(groups.values())


@pytest.mark.parametrize("name", NAMES)
@SETTINGS
@given(data=st.data())
def test_the_days_of_every_plan_hang_together(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """First before last, step after step, every open end with a reason that exists."""
    rules = rules_named(name, rules_of)
    report = reported(rules, data.draw(shops(rules)), done=data.draw(taken(rules)))
    for each in dated(report):
        days = [getattr(each, "act_on", None), each.earliest, each.latest]
        assert all(day <= each.latest for day in days if day and each.latest)
    for steps in cases(report):
        for one, other in itertools.pairwise(step for step in steps if step.earliest):
            # What was left out is made up for beside what has begun since.
            left_out = any(step.done for step in steps[steps.index(one) + 1 :])
            assert other.done or left_out or no_later(one, other)
    _has_reasons(report, rules)
    _says_nothing_twice(report.plan.actions)


def _has_reasons(report: Report, platform: Platform) -> None:
    known = {finding.ref for finding in report.findings} | set(platform.references)
    # Figures that are bad and that no rule speaks of, or that are not given, are asked about.
    facts = platform.vocabulary.facts
    known |= {
        f"{platform.platform}/{name}/{fact}" for name in platform.procedures for fact in facts
    }
    codes = {warned.code for warned in report.warnings}
    if "rejected" in codes:  # waited for until mended, also where rules have no fact for it
        known |= {f"{platform.platform}/{name}/{REASON}" for name in platform.procedures}
    for action in report.plan.actions:
        if action.earliest and not action.done:
            assert bool(action.open_by) is (action.latest is None)
            assert action.latest is None or report.on <= action.earliest
        if action.due:
            assert action.due < report.on
            assert action.latest is None
    dated_: list[Any] = [*report.plan.actions, *report.money.sums]
    assert (known | codes).issuperset(ref for each in dated_ for ref in each.open_by)
    plan = report.plan
    held = [*(a.held_by for a in plan.actions), *(m.held_by for m in plan.milestones)]
    for reason in (*filter(None, held), *(r for m in plan.milestones for r in m.open_by)):
        assert reason.ref in (codes if reason.why is Why.DOUBTFUL else known)
        assert reason.says.zh
        assert reason.says.en


@pytest.mark.parametrize(
    "values",
    [
        {"orders.open": 0},
        {
            "closing.status": "rejected",
            "contract.begun_on": "2025-11-22",
            "notice.published_on": "2026-10-23",
            "orders.last_on": "2026-10-23",
            "order.status": "over",
        },
    ],
    ids=["orders not listed", "refused for a reason that no fact holds"],
)
def test_an_open_end_names_a_rule_or_fact_or_else_a_warning(values: dict[str, Any]) -> None:
    """A doubt is named by the warning of the report that raises it."""
    _has_reasons(reported(WAITS, values), WAITS)


def _says_nothing_twice(actions: Sequence[ReportedAction]) -> None:
    said = [(a.order, a.phase, a.ref, a.fact) for a in actions]
    assert len(said) == len(set(said))
    asked = [
        (a.order if a.fact.startswith(f"{ORDER_GROUP}.") else None, a.fact)
        for a in actions
        if a.fact
    ]
    assert len(asked) == len(set(asked))


def by_stage(report: Report) -> dict[tuple[str, str, str | None], ReportedMilestone]:
    """Return the milestones of a report by what they are about."""
    return {(m.procedure, m.stage, m.returns): m for m in report.plan.milestones}


@pytest.mark.parametrize("name", NAMES)
@SETTINGS
@given(data=st.data(), days=st.integers(1, 400))
def test_on_a_later_day_nothing_is_over_sooner(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject, days: int
) -> None:
    """Neither at the soonest nor at the latest, where no answer, waiver or step has a date."""
    rules = rules_named(name, rules_of)
    values = data.draw(shops(rules))
    now, then = (reported(rules, values, on) for on in (ON, ON + timedelta(days=days)))
    later = by_stage(then)
    for key, milestone in by_stage(now).items():
        assert key not in later or no_later(milestone, later[key])


def _claims(platform: Platform) -> list[tuple[str, str, int, int]]:
    """Return where in a platform's rules something is said of how long it takes."""
    return [
        (name, section, place, i)
        for name, procedure in platform.procedures.items()
        for section in ("requirements", "steps")
        for place, entry in enumerate(getattr(procedure, section))
        if not isinstance(entry.takes, str)
        for i in range(len(entry.takes))
    ]


def _longer(platform: Platform, at: tuple[str, str, int, int], more: int) -> Platform:
    """Return the rules with one claim made longer."""
    name, section, place, i = at
    procedure: Procedure = platform.procedures[name]
    entries: list[Entry] = list(getattr(procedure, section))
    said: list[Claim] = list(claims(entries[place]))
    least, most = said[i].span
    said[i] = changed(said[i], **{said[i].unit: (least + more, most + more)})
    entries[place] = changed(entries[place], takes=tuple(said))
    longer = changed(procedure, **{section: tuple(entries)})
    return changed(platform, procedures={**platform.procedures, name: longer})


def _span(platform: Platform, at: tuple[str, str, int, int]) -> tuple[int, int]:
    """Return how long a claim says that something takes, as a plan comes upon it."""
    name, section, place, i = at
    _, entry = platform.placed[name][section][place]
    return list(claims(entry))[i].span


def _is_late(rules: Platform, action: ReportedAction, values: Mapping[str, Any]) -> bool:
    """Return whether others should have done their part of a requirement: its end is then open.

    Such a wait has no `due`, which is of steps alone: it began on a given day, for a time that is
    published, and yet has no latest day.
    """
    entry = rules.references.get(action.ref)
    began = values.get(entry.since) if entry and entry.since else None
    published = action.certainty not in (None, Certainty.NOT_PUBLISHED)
    return bool(action.phase is Phase.CLEAR and published and began and not action.latest)


@pytest.mark.parametrize("name", ["1688", "waits", "douyin", "kuaishou"])
@SETTINGS
@given(data=st.data(), more=st.integers(1, 40))
def test_a_longer_wait_never_shortens_the_plan(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject, more: int
) -> None:
    """Where nothing is overdue: what was, may be in time again."""
    rules = rules_named(name, rules_of)
    places = _claims(rules)
    place = data.draw(st.sampled_from(places))
    longer = _longer(rules, place, more)
    assert _span(longer, place) == tuple(count + more for count in _span(rules, place))
    values = data.draw(shops(rules))
    short, long = reported(rules, values), reported(longer, values)
    if any(action.due or _is_late(rules, action, values) for action in short.plan.actions):
        return
    for before, after in zip(short.plan.actions, long.plan.actions, strict=True):
        if before.earliest and after.earliest:
            assert no_later(before, after)
    for one, other in zip(short.plan.milestones, long.plan.milestones, strict=True):
        assert no_later(one, other)


def _only_held(procedure: Procedure) -> set[str]:
    """Return the facts of which requirements ask something, and nothing else depends on them."""
    asked = [dict(atoms(each.holds)) for each in procedure.requirements]
    holds = {fact for each in asked for fact in each}
    whens = [procedure.when, *(each.when for each in procedure.entries)]
    whens += [claim.when for each in procedure.requirements for claim in claims(each)]
    return holds - {fact for when in whens if when for fact in facts_read(when)}


@pytest.mark.parametrize("name", NAMES)
@SETTINGS
@given(data=st.data())
def test_to_give_a_figure_that_was_not_given_never_lets_the_seller_apply_sooner(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """While it is not known it is assumed to be fine at the soonest.

    That is so of what a procedure asks for, looked at by itself. It is not so of what decides
    which claims are heard: while that is not known, the better source counts, however long its
    wait; nor of what another procedure brings about, nor of steps that turn out to be done.
    """
    rules = rules_named(name, rules_of)
    terms = EvaluationOptions(ON)
    values = data.draw(shops(rules))
    about_shop = [p for p, q in rules.procedures.items() if q.subject == "shop"]
    asked = data.draw(st.sampled_from(about_shop))
    facts = sorted(_only_held(rules.procedures[asked]) & set(values))
    assume(facts)
    fact = data.draw(st.sampled_from(facts))
    without = {path: value for path, value in values.items() if path != fact}
    gates = []
    for given_ in (without, values):
        try:
            state = parsed(written(rules.platform, given_), rules)
            (case,) = evaluate_procedures(rules, [asked], state, terms)
        except (ShopexitError, ValueError):
            assume(False)
            raise
        gates.append(Schedule(case, {}, case).gate)
    assert gates[0].earliest <= gates[1].earliest
