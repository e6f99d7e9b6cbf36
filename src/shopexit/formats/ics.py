"""iCalendar file (RFC 5545) of a report: key dates, and what to do on them.

Equal reports give equal bytes. An event keeps its UID between runs, so that a calendar updates its
events instead of duplicating them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from shopexit.formats import RenderOptions, sentences, words
from shopexit.formats.todo import act
from shopexit.formats.words import DISCLAIMER, PHASES, STAGES, VERDICTS
from shopexit.messages import Wording, clean, record
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import NextForOrders, ReportedAction, ReportedMilestone
from shopexit.rules.durations import Certainty

_ONE_DAY = timedelta(days=1)
_ON_THE_DAY = timedelta(hours=9)
"""Time of reminders: nine o'clock, counted from midnight, when all-day events start."""
_THE_DAY_BEFORE = _ON_THE_DAY - _ONE_DAY
_LAST = date.max - _ONE_DAY
"""Last possible date of an event: iCalendar needs the next day too, as the event's end."""


@record()
class _Happening:
    """Content of one calendar event: on the day `first`, or from `first` to `last` if given."""

    kind: str
    ref: str
    title: str
    category: str
    first: date
    last: date | None = None
    order: str | None = None
    firm: bool = True
    reminder: timedelta | None = None
    lines: Sequence[str] = ()


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as an iCalendar file, with CRLF line ends."""
    say = Wording(shown.lang)
    # Dates that have come already need no entry; deadlines and tasks of today and overdue waits do.
    happenings = [h for h in _happenings(shown, say) if _is_ahead(h, shown.on)]
    happenings += [*_to_do(shown, say), *_overdue(shown, say)]
    happenings.sort(key=lambda each: (each.first, each.last or each.first))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//shopexit//shopexit//EN")
    calendar.add("calscale", "GREGORIAN")
    # Without invitation (RFC 5546): a calendar adds the events and asks nobody to accept them.
    calendar.add("method", "PUBLISH")
    # Not in the RFC, but Apple, Google and Outlook take the calendar's name from it.
    calendar.add("x-wr-calname", f"{say('关店日程', 'Closing a shop')} · {_shop(shown)}")
    seen: Counter[str] = Counter()
    for each in happenings or [_verdict(shown, say)]:
        calendar.add_component(_event(each, shown, say, seen))
    raw: bytes = calendar.to_ical()
    return raw.decode()


def _is_ahead(each: _Happening, on: date) -> bool:
    last = each.last or each.first
    return last > on or (last == on and each.kind in (Phase.WAIT, Phase.BY_ITSELF))


def _shop(shown: Report) -> str:
    return clean(shown.shop or shown.platform_name[shown.lang])


def _event(each: _Happening, shown: Report, say: Wording, seen: Counter[str]) -> Event:
    event = Event()
    event.add("uid", _uid(each, shown, seen))
    # Not the time of the run, so that equal reports give equal bytes.
    event.add("dtstamp", datetime.combine(shown.on, time(), UTC))
    event.add("sequence", shown.on.toordinal())  # a later report replaces this one
    first = min(each.first, _LAST)
    event.add("dtstart", first)
    # DTEND is exclusive: an event of one day ends on the next.
    event.add("dtend", max(first, min(each.last or first, _LAST)) + _ONE_DAY)
    order = say(f"订单 {each.order} · ", f"Order {each.order} · ") if each.order else ""
    summary = clean(f"{order}{each.title} · {_shop(shown)}")
    event.add("summary", summary)
    event.add("description", "\n".join(clean(line) for line in _description(each, shown, say)))
    # An uncertain date is tentative, and no event makes the seller appear busy.
    event.add("status", "CONFIRMED" if each.firm else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [each.category])
    if each.reminder is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", each.reminder)
        alarm.add("description", summary)
        event.add_component(alarm)
    return event


def _uid(each: _Happening, shown: Report, seen: Counter[str]) -> str:
    """Return the unique id of a calendar event: a hash without readable names, equal in every run.

    `seen` counts the hashes of this run: a repeated hash gets a number at its end.
    """
    # Without date and title, which change between runs and languages.
    named = (shown.platform, shown.shop, each.order, each.ref, each.kind)
    digest = sha256(repr(named).encode()).hexdigest()[:32]
    seen[digest] += 1
    again = f"-{seen[digest]}" if seen[digest] > 1 else ""
    return f"{digest}{again}@shopexit"


def _description(each: _Happening, shown: Report, say: Wording) -> Iterator[str]:
    yield from each.lines
    # As long as the platform has not answered these, no date is certain.
    yield from (point.ask[shown.lang] for point in shown.open_points)
    yield say(
        f"按 {shown.on} 的情况推算，情况有变就重新算一次。",
        f"Calculated for the situation on {shown.on}; run the check again when that changes.",
    )
    yield from (says[shown.lang] for says in sentences.own_rules(shown))
    if each.ref:
        yield f"{say('编号：', 'Reference: ')}{each.ref}"
    yield DISCLAIMER[shown.lang]


def _verdict(shown: Report, say: Wording) -> _Happening:
    """Return an event that shows the verdict, for a calendar that would have no other events.

    Some calendars refuse a file without events.
    """
    title = sentences.led(sentences.names(shown), VERDICTS[shown.verdict][shown.lang], say)
    return _Happening("verdict", shown.procedure, title, "shopexit", shown.on)


def _happenings(shown: Report, say: Wording) -> Iterator[_Happening]:
    for each in shown.plan.milestones:
        if not each.done and (first := each.earliest or each.latest):
            yield _milestone(each, first, shown, say)
    alone = Counter((action.does, action.fact) for action in shown.plan.actions if action.order)
    for group in shown.plan.next:
        first = group.earliest or (group.latest and max(group.latest, shown.on))
        # Next actions that only concern orders shown one by one appear with those orders.
        if first and group.orders > alone[group.does, group.fact]:
            yield _group(group, first, say)
    for action in shown.plan.actions:
        if not action.done:
            yield from _action(action, shown, say)


def _milestone(m: ReportedMilestone, first: date, shown: Report, say: Wording) -> _Happening:
    about = m.name[shown.lang]
    lines = [sentences.key_days(m, say, estimated=m.estimated)]
    for each in shown.money.sums:
        if each.fact == m.returns:
            about = f"{about} · {each.label[shown.lang]}"
            if each.amount:
                about += f" {each.amount} {words.unit(shown.money.currency)[shown.lang]}"
            if each.into:
                lines.append(sentences.led(words.PAID_INTO, each.into[shown.lang], say))
    # The seller may apply on any later day, so this is a date and not a period.
    apply = m.stage is Stage.APPLY
    return _Happening(
        kind=f"{m.stage} {m.returns or ''}".strip(),
        ref=f"{shown.platform}/{m.procedure}",
        title=f"{STAGES[m.stage][shown.lang]}{say('：', ': ')}{about}{_unsure(m, say)}",
        category=STAGES[m.stage][shown.lang],
        first=first,
        last=None if apply else m.latest,
        firm=m.latest == m.earliest and not m.estimated,
        reminder=_ON_THE_DAY if apply else None,
        lines=[*lines, *_rests_on(m, say)],
    )


def _unsure(of: ReportedMilestone | ReportedAction, say: Wording) -> str:
    if of.latest is None:
        return say("（最早这天，最晚说不准）", " (at the earliest, end not known)")
    if isinstance(of, ReportedMilestone) and of.stage is Stage.APPLY and not of.earliest:
        return say("（最晚这天起）", " (by this day)")
    return "" if of.earliest else say("（最晚这天）", " (by this day)")


def _rests_on(of: ReportedMilestone | ReportedAction, say: Wording) -> Iterator[str]:
    """Yield lines that explain a date: what it waits for, or why it is unknown or estimated.

    The reasons for a late or unknown date are given for milestones only, not for actions.
    """
    if of.held_by:
        yield sentences.led(words.WAITS_FOR, of.held_by.says[say.lang], say)
    if isinstance(of, ReportedMilestone):
        if of.late_by:
            yield sentences.led(words.LATEST_BY, of.late_by.says[say.lang], say)
        for reason in of.open_by:
            yield sentences.led(words.OPEN, reason.says[say.lang], say)
    if of.estimated:
        yield say(
            "跨到还没公布放假调休的年份，工作日是估算的，可能差几天。",
            "Working days are estimated in years whose public holidays are not published yet.",
        )


def _group(group: NextForOrders, first: date, say: Wording) -> _Happening:
    does = group.does[say.lang]
    many = say(f"{group.orders} 单", sentences.some(group.orders, "order"))
    return _Happening(
        kind=f"orders {group.fact or ''} {group.latest or ''}".strip(),
        ref=group.ref,
        title=f"{many}{say('：', ': ')}{sentences.first_part(does)}",
        category=PHASES[group.phase][say.lang],
        first=first,
        last=group.latest and max(group.latest, first),
        firm=group.latest == group.earliest,
        lines=[does, sentences.days(group, say), sentences.examples(group)],
    )


def _action(action: ReportedAction, shown: Report, say: Wording) -> Iterator[_Happening]:
    """Yield an event for an action that is not a task: a wait, or what happens if nobody acts.

    A wait becomes an event on its latest day, or none if that day is not known. A requirement that
    takes time to fulfil becomes an event on the day by which it is met.
    """
    first, last, lang = action.earliest, action.latest, shown.lang
    title = sentences.first_part(action.does[lang])
    match action.phase:
        case Phase.CLEAR if last and last > (action.act_on or shown.on):
            lead = say("这天起满足：", "Met from this day: ")
            first, title = last, f"{lead}{sentences.first_part(action.says[lang])}"
        case Phase.WAIT if last and action.certainty not in {None, Certainty.IMMEDIATE}:
            first = last
            title = f"{say('最晚今天该有结果：', 'Should be done by today: ')}{title}"
        case Phase.BY_ITSELF:
            title = f"{say('放着不管：', 'If nobody acts: ')}{title}{_unsure(action, say)}"
        case _:
            return
    if first := first or last:
        yield _Happening(
            kind=action.phase,
            ref=action.ref,
            title=title,
            category=PHASES[action.phase][lang],
            first=first,
            last=last,
            order=action.order,
            firm=_firm(action),
            # The day before, the seller can still prevent it; today that is over.
            reminder=_THE_DAY_BEFORE
            if action.phase is Phase.BY_ITSELF and first > shown.on
            else None,
            lines=list(_told(action, say)),
        )


def _to_do(shown: Report, say: Wording) -> Iterator[_Happening]:
    """Yield an event for what to do or ask today, and for each later task on its first day."""
    for action in shown.plan.actions:
        if action.done or action.fact or action.phase is Phase.WAIT:
            continue
        later = action.act_on and action.act_on > shown.on
        own = action.phase in (Phase.CLEAR, Phase.APPLY) and not action.optional
        if (later and own) or (not later and action.today):
            lead = "" if action.phase is Phase.FIND_OUT else say("要做：", "To do: ")
            yield _Happening(
                kind="act",
                ref=action.ref,
                title=f"{lead}{sentences.first_part(act(action)[shown.lang])}",
                category=PHASES[action.phase][shown.lang],
                first=action.act_on or shown.on,
                order=action.order,
                firm=not later or _firm(action),
                # Nine o'clock today may be over.
                reminder=_ON_THE_DAY if later else None,
                lines=list(_told(action, say)),
            )


def _firm(action: ReportedAction) -> bool:
    unsure = action.certainty in {Certainty.DISPUTED, Certainty.NOT_PUBLISHED}
    guessed = action.estimated or action.may_apply or bool(action.disputed)
    return action.latest is not None and not (unsure or guessed)


def _overdue(shown: Report, say: Wording) -> Iterator[_Happening]:
    """Yield an event for each action that should be over already, on the date of the check."""
    for action in shown.plan.actions:
        if not action.due or action.done:
            continue
        lead = say("已超期：", "Overdue: ")
        if action.phase is Phase.BY_ITSELF:
            lead = say("可能已经：", "May have happened: ")
        until = say(f"（期限 {action.due}）", f" (due by {action.due})")
        yield _Happening(
            kind="overdue",
            ref=action.ref,
            title=f"{lead}{sentences.first_part(action.does[shown.lang])}{until}",
            category=PHASES[action.phase][shown.lang],
            first=shown.on,
            order=action.order,
            firm=False,
            lines=list(_told(action, say)),
        )


def _told(action: ReportedAction, say: Wording) -> Iterator[str]:
    """Yield the lines that describe an action: what, where, how long, sources, questions."""
    lang = say.lang
    yield action.does[lang]
    # A task that is done on the day it is started needs no second date.
    when = sentences.days(action, say, estimated=action.estimated)
    if when and not action.earliest == action.latest == action.act_on:
        yield sentences.led(words.OVER, when, say)
    for place in action.where:
        yield sentences.led(words.WHERE, " > ".join(place.path), say)
    if action.into:
        yield sentences.led(words.PAID_INTO, action.into[lang], say)
    yield from _rests_on(action, say)
    for claim in action.claims:
        so = sentences.reckoned(claim)
        told = (
            f"{claim.says[lang]}{so[lang] if so else ''} [{sentences.cited(claim.sources, lang)}]"
        )
        yield sentences.led(sentences.claims(claim), told, say)
    if action.note:
        yield action.note[lang]
    for side in action.disputed:
        told = f"{side.says[lang]} [{sentences.cited(side.sources, lang)}]"
        yield sentences.led(words.AGAINST, told, say)
    if action.ask:
        yield sentences.led(words.ASK, action.ask[lang], say)
