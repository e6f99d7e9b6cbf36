"""Explain dates in words: what the earliest date waits for, why the latest is not known."""

from datetime import date
from itertools import chain

from shopexit.evaluation.evaluate import Finding, Outcome, ProcedureResult
from shopexit.messages import Text
from shopexit.plan.actions import Plan
from shopexit.plan.date_range import DateRange
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.report.plan_model import Reason, Why
from shopexit.rules import wording
from shopexit.rules.entries import Entry
from shopexit.rules.explanation import Answer, Part
from shopexit.rules.facts import REASON
from shopexit.rules.vocabulary import Vocabulary

_MENDING = Text(
    zh="先改好驳回的原因，再重新看一遍数据",
    en="first put right what led to the refusal, then look up the figures again",
)


class Reasons:
    """Explains dates in words: which step or requirement a date waits for, or why it is unknown."""

    def __init__(self, plan: Plan) -> None:
        self._vocabulary = plan.evaluation.rules.vocabulary
        self._given = plan.evaluation.state.values
        self._doubts: dict[str, dict[Reason, None]] = {}
        for warning in (each for schedule in plan.of_shop for each in schedule.doubts):
            reason = Reason(ref=warning.code, why=Why.DOUBTFUL, says=warning.says)
            self._doubts.setdefault(warning.code, {})[reason] = None
        # Texts are made on demand: most entries are not the reason for any date.
        self._findings: dict[tuple[str | None, str], tuple[Finding, Schedule]] = {}
        self._timed: dict[tuple[str | None, str], ScheduledStep] = {}
        for schedule in plan.schedules:
            order = schedule.case.order
            for finding in schedule.case.findings:
                self._findings[order, finding.ref] = (finding, schedule)
            for timed in (*schedule.steps, *schedule.by_itself, *schedule.afterwards):
                self._timed[order, timed.ref] = timed

    def held(self, ref: str | None, order: str | None = None) -> Reason | None:
        """Return in words why a date is not earlier; `ref` is the rule that the date waits for.

        `order` is the number of an order, or None for the shop. The result is None if `ref` is
        None, or is a wait with only an upper bound, which may end at once.
        """
        if ref is None:
            return None
        if timed := self._timed.get((order, ref)):
            words, ends = timed.entry.words, timed.ends
            if ends and ends.bounded:
                return None
            says = _soonest(words, ends.earliest) if ends else words
            return Reason(ref=ref, why=Why.HELD, says=says)
        finding, schedule = self._findings[order, ref]
        span = schedule.clears(finding)
        if span.bounded:
            return None
        return _held(finding, schedule.case.answer(finding), span, self._vocabulary)

    def late(self, span: DateRange) -> Reason | None:
        """Return in words why the latest date of `span` is not earlier, such as a long review.

        None if the latest date is not known, or equals the earliest.
        """
        ref = span.late_by
        if span.latest in (None, span.earliest) or ref is None:
            return None
        if (None, ref) in self._timed:
            timed = self._timed[None, ref]
            return _late(timed.entry, ref, timed.ends)
        finding, schedule = self._findings[None, ref]
        return _late(finding.requirement, ref, schedule.clears(finding))

    def open(self, span: DateRange) -> tuple[Reason, ...]:
        """Return in words why the latest date of `span`, a milestone of the shop, is not known."""
        told = (self._doubts.get(ref) or [self._opened(ref)] for ref in span.open_by)
        return tuple(chain.from_iterable(told))

    def _opened(self, ref: str) -> Reason:
        if (None, ref) in self._timed:
            return _unpublished(self._timed[None, ref])
        if (None, ref) not in self._findings:
            fact = ref.rpartition("/")[2]
            # Before the label is looked up: rules of one's own may have no such fact.
            if fact == REASON:
                return Reason(ref=ref, why=Why.HELD, says=_MENDING)
            label = self._vocabulary.facts[fact].label
            if fact not in self._given:  # whether the procedure was applied for
                says = Text(zh=f"没填：{label.zh}", en=f"not given: {label.en}")
                return Reason(ref=ref, why=Why.MISSING, says=says)
            # A bad figure of which no rule speaks.
            says = Text(
                zh=f"规则里没有写，看平台怎么答复：{label.zh}",
                en=f"no rule covers this figure, the platform has to answer: {label.en}",
            )
            return Reason(ref=ref, why=Why.DISPUTED, says=says)
        finding, schedule = self._findings[None, ref]
        return _open(finding, schedule.case, self._vocabulary)


def _held(finding: Finding, answer: Answer, span: DateRange, vocabulary: Vocabulary) -> Reason:
    says = _soonest(finding.requirement.says, span.earliest)
    # A date in the condition that decides says more than the requirement as a whole.
    for part in answer.parts:
        for one in part.options or (part,):
            if _decides(one, span.earliest):
                fact = vocabulary.facts[part.fact]
                label = fact.short or fact.label
                says = Text(
                    zh=f"{label.zh} {one.has}，到 {span.earliest} 才满",
                    en=f"{label.en}: {one.has}, so this cannot be before {span.earliest}",
                )
    return Reason(ref=finding.ref, why=Why.HELD, says=says)


def _decides(part: Part, day: date) -> bool:
    """Return whether `part` of a condition compares a date and becomes true exactly on `day`."""
    if not isinstance(part.has, date) or not isinstance(part.bound, int):
        return False
    return part.has.toordinal() + part.bound == day.toordinal()


def _late(entry: Entry, ref: str, span: DateRange | None) -> Reason:
    day = span.latest if span else None
    says = _with(entry.words, f"最晚 {day}", f"by {day}") if day else entry.words
    return Reason(ref=ref, why=Why.HELD, says=says)


def _open(finding: Finding, case: ProcedureResult, vocabulary: Vocabulary) -> Reason:
    says = finding.requirement.says
    why = Why.UNPUBLISHED
    if finding.outcome is Outcome.UNKNOWN:
        why = Why.MISSING
        labels = [vocabulary.facts[fact].label for fact in case.lacks(finding) or case.missing]
        names = wording.listed(labels)
        says = Text(zh=f"没填：{names.zh}", en=f"not given: {names.en}")
    elif finding.outcome is Outcome.DISPUTED:
        why = Why.DISPUTED
        says = Text(
            zh=f"说法不一，看平台怎么答复：{says.zh}",
            en=f"sources disagree, the platform has to say whether this is required: {says.en}",
        )
    elif case.progress.wait(finding.ref).published:
        says = _with(says, "公布的时间已经过了", "the published time is over")
    else:
        says = _with(says, "没公布要多久", "how long it takes is not published")
    return Reason(ref=finding.ref, why=why, says=says)


def _unpublished(timed: ScheduledStep) -> Reason:
    words = timed.entry.words
    why = Why.UNPUBLISHED
    if timed.due and not timed.may_apply:
        why = Why.OVERDUE
        says = _with(
            words, f"{timed.due} 就该办完，已经超期", f"was due by {timed.due}, now overdue"
        )
    elif timed.wait.published:
        says = _with(words, "什么时候能做说不准", "when it can be done is not known")
    else:
        says = _with(words, "没公布要多久", "how long it takes is not published")
    return Reason(ref=timed.ref, why=why, says=says)


def _soonest(says: Text, day: date) -> Text:
    if day == date.max:  # of NEVER_ENDS
        return _with(says, "等也没用", "waiting does not help")
    return _with(says, f"最早 {day}", f"{day} at the earliest")


def _with(says: Text, zh: str, en: str) -> Text:
    """Return a sentence with a remark added in brackets."""
    sentence = says.zh.rstrip("。")
    # Two brackets in a row are hard to read.
    added = f"，{zh}" if sentence.endswith("）") else f"（{zh}）"
    return Text(zh=f"{sentence}{added}", en=f"{says.en.rstrip('.')} ({en})")
