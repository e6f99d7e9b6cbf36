"""Refusal of an application by the platform: its date, its reason, whether the reason is resolved.

That can only be judged if both date and reason are given, which `known_reason` requires.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from shopexit.inputs.state import State
from shopexit.inputs.state_schema import PlatformAnswer
from shopexit.messages import Text, both, record
from shopexit.rules.conditions import Facts, Matcher, days_asked, facts_read
from shopexit.rules.entries import Level, Requirement
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import REASON, Fact, FactType, known_day
from shopexit.rules.platform import REJECTED, STATUS, Platform
from shopexit.rules.truth import Truth

# `evaluate` imports this module.
if TYPE_CHECKING:
    from shopexit.evaluation.evaluate import Finding

_REJECTED_ON = "closing.rejected_on"


@record()
class Rejection:
    """The platform's refusal of an application (on the day `on`), as recorded in the state."""

    on: date | None
    reason: Text | None
    is_mended: bool
    """Whether the reason is known, no longer applies, and figures are newer than the refusal."""
    is_refuted: bool = False
    """Whether the reason is a requirement that was met on the day of the application."""
    is_confirmed_before: bool = False
    """Whether what it is about was confirmed on the day of the refusal or earlier, not since."""
    names: frozenset[str] = frozenset()
    """References of the findings that the reason is about; empty if it names none."""


def _is_refused(platform: Platform, name: str, state: State) -> bool:
    return state.values.get(STATUS) == REJECTED and platform.procedures[name].by_closing


def heeding(platform: Platform, name: str, state: State) -> State:
    """Return a state in which the reason for a refusal counts as a requirement of the platform.

    This is done by adding an answer of the platform; waivers of that requirement are removed. If
    the reason is a fact that several requirements read, which of them is meant has to be asked, so
    that earlier answers on these are removed. The result is `state` itself if there was no refusal,
    if its reason names no requirement or fact, or if the platform has answered since. A refusal to
    close is heard by the other procedures too, as its answer may settle what they ask.
    """
    values = state.values
    closing = [each for each, p in platform.procedures.items() if p.by_closing]
    if values.get(STATUS) != REJECTED or not closing:
        return state
    day, reason = known_day(values, _REJECTED_ON), str(values.get(REASON))
    # An id is that of a requirement of this procedure, or else of another.
    closing.sort(key=lambda each: each != name)
    meant = next(filter(None, (_meant(platform, each, state) for each in closing)), ())
    fact = platform.vocabulary.facts.get(reason)
    if len(meant) != 1 and not fact:
        return state
    # Of days all can be meant; of a sum one may ask for what another forbids.
    sure = len(meant) == 1 or (fact and fact.type is FactType.DATE)
    refs = (sure and meant) or (_named_by(reason, platform, closing[0]),)
    kept = {
        ref: answer
        for ref, answer in state.answers.items()
        if ref not in (*refs, *meant) or answer.required or (answer.on and day and answer.on > day)
    }
    waivers = tuple(w for w in state.waivers if w.requirement not in refs or w.requirement in kept)
    answers = dict.fromkeys(refs, PlatformAnswer(required=True, on=day)) | kept
    return replace(state, answers=answers, waivers=waivers)


def _meant(platform: Platform, name: str, state: State) -> tuple[str, ...]:
    """Return the references of the requirements of a procedure over which it was refused.

    The reason names one of them, or a fact that they read.
    """
    reason = str(state.values.get(REASON))
    asked = platform.placed[name]["requirements"]
    named = tuple(ref for ref, each in asked if reason in (ref, each.id))
    return named or tuple(
        ref
        for ref, each in asked
        if reason in facts_read(each.holds)
        and truth_if(each.when, state.values, date.max) is not Truth.FALSE
    )


def _named_by(reason: str, platform: Platform, name: str) -> str:
    """Return a reason as a reference; if it has no slash, PLATFORM/`name`/ is put before it."""
    return reason if "/" in reason else f"{platform.platform}/{name}/{reason}"


def refused_for(
    platform: Platform, name: str, state: State, findings: Sequence["Finding"]
) -> Iterator[tuple[str, Fact, bool]]:
    """Yield (reference, fact, whether the state gives it) for the fact that led to a refusal.

    The reference is PLATFORM/PROCEDURE/FACT. Yield nothing if the fact is now favourable, or if one
    of `findings` is about it already.
    """
    if not _is_refused(platform, name, state):
        return
    ref = _named_by(str(state.values.get(REASON)), platform, name)
    path = ref.removeprefix(f"{platform.platform}/{name}/")
    clear, answer = platform.vocabulary.clear.get(path), state.answers.get(ref)
    asked = answer and answer.required and not any(finding.ref == ref for finding in findings)
    # Whether a fact is favourable never depends on the date.
    truth = clear.truth(state.values, date.max) if clear and asked else Truth.TRUE
    if truth is not Truth.TRUE:
        yield ref, platform.vocabulary.facts[path], truth is Truth.FALSE


def rejection(
    platform: Platform, name: str, state: State, findings: Sequence["Finding"]
) -> Rejection | None:
    """Return the refusal of an application for the procedure `name`; None if there was none.

    `findings` are the findings of that procedure.
    """
    if not _is_refused(platform, name, state):
        return None
    on, reason = known_day(state.values, _REJECTED_ON), state.values.get(REASON)
    # A reason can name a requirement or a fact, so that it can be checked.
    meant = _meant(platform, name, state)
    named = [f for f in findings if f.ref in meant or f.requirement.id == reason]
    # Figures of the same day may have been looked up before the refusal, and a confirmation given.
    asked = {tuple(fact.split(".")) for f in named for fact in facts_read(f.requirement.holds)}
    said = [each for place, each in state.said_on if place[:-1] in asked]
    confirmed_before = on is not None and any(each <= on for each in said)
    read_since = on is not None and state.as_of is not None and state.as_of > on
    return Rejection(
        on=on,
        reason=_in_words(platform, str(reason), named) if reason else None,
        # A reason in the seller's own words names no requirement; newer figures are enough then.
        is_mended=bool(reason)
        and read_since
        and not confirmed_before
        and not any(f.is_open or f.waiver for f in named),
        is_confirmed_before=confirmed_before,
        is_refuted=any(f.outcome == "disputed" and f.settled for f in named),
        names=frozenset(finding.ref for finding in named),
    )


def refuted(ref: str, requirement: Requirement, state: State) -> Requirement | None:
    """Return a requirement with another question if the dates given refute the refusal over it.

    That is so if enough time had passed when the seller applied: the platform then counts from
    another day, or counts more days. Return None otherwise, or if it has answered since that the
    requirement is not required.
    """
    values = state.values
    answer, reason = state.answers.get(ref), str(values.get(REASON))
    named = reason in (ref, requirement.id, *facts_read(requirement.holds))
    if not (answer and answer.required and named and values.get(STATUS) == REJECTED):
        return None
    holds, applied = requirement.holds, known_day(values, "closing.applied_on")
    if not (days_asked(holds) and applied and holds.truth(values, applied) is Truth.TRUE):
        return None
    ask = Text(
        zh="你们因为这一条驳回了我的申请，可按我的日期，申请那天已经满了：从哪天（哪一单）算起，要满几天？",
        en="I was refused over this, but by my dates it was met when I applied: from which day (or"
        " order) do you count, and how many days?",
    )
    return requirement.model_copy(update={"ask": ask})


def _in_words(platform: Platform, reason: str, named: Sequence["Finding"]) -> Text:
    if fact := platform.vocabulary.facts.get(reason):
        return fact.label
    if named:
        says = named[0].requirement.says
        return Text(zh=f"没做到“{says.zh.rstrip('。')}”", en=f'not met: "{says.en.rstrip(".")}"')
    return both(reason)


def known_reason() -> Requirement:
    """Return the requirement that the seller enters date and reason of the last refusal.

    The requirement has no sources, as it follows from the refusal.
    """
    # Not validated, as the schema of rule files requires sources.
    return Requirement.model_construct(
        id=REASON,
        level=Level.MUST,
        says=Text(
            zh="上次申请为什么被驳回，要先弄清楚。",
            en="It has to be known why the last application was refused.",
        ),
        holds=Facts.model_construct(
            {_REJECTED_ON: Matcher(at_least_days_ago=0), REASON: Matcher(**{"not": ""})}
        ),
        fix=Text(
            zh="问客服是哪条没过，写在 closing.reason 里；哪天驳回的写在 closing.rejected_on 里。",
            en="Ask the platform which requirement was not met, and enter it under closing.reason;"
            " enter the day of the refusal under closing.rejected_on.",
        ),
        ask=Text(
            zh="上次申请为什么被驳回，是哪条没过？",
            en="Why was the last application refused: which requirement was not met?",
        ),
        sources=(),
    )
