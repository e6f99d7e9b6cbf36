"""Sentences of a report that are the same in every format, apart from markup."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Protocol

from shopexit.evaluation.application_warnings import MONEY_OUT, REJECTED
from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import MAX_AGE, OPEN_OUTCOMES, Outcome, Verdict
from shopexit.evaluation.known_trouble import TROUBLE
from shopexit.evaluation.warnings import OWN_RULES
from shopexit.formats import todo, words
from shopexit.messages import Lang, Text, Wording, both, clean, joined
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.plan.schedule_warnings import OVERDUE
from shopexit.report.model import (
    CheckedCounts,
    MoneyTotals,
    Report,
    ReportedFinding,
    ReportedNotAsked,
    ReportedSum,
    SkippedProcedure,
)
from shopexit.report.plan_model import (
    NextForOrders,
    ReportedAction,
    ReportedClaim,
    ReportedMilestone,
)
from shopexit.report.source_model import ReportedCitation
from shopexit.report.summary import your_turn
from shopexit.rules.entries import Who
from shopexit.rules.sources import Grade

if TYPE_CHECKING:
    from shopexit.report.totals import Fleet


class Dated(Protocol):
    """Something, such as an action, that ends between an earliest and a latest date."""

    @property
    def earliest(self) -> date | None:
        """Earliest date on which the action or wait can be over; None if not known."""

    @property
    def latest(self) -> date | None:
        """Latest date on which the action or wait can be over; None if not known."""


def days(of: Dated, say: Wording, *, estimated: bool = False, short: bool = False) -> str:
    """Return the dates of the end of `of`, as "DATE to DATE" or "by DATE"; empty if not known.

    With `short`, the text is only "from DATE" if the latest date is not known.
    """
    guess = say("（估算）", " (estimate)") if estimated else ""
    if of.earliest is None:
        limit = say(f"最晚 {of.latest}{guess}", f"by {of.latest}{guess}")
        return limit if of.latest else ""
    if of.latest is None and short:
        return say(f"{of.earliest} 起{guess}", f"from {of.earliest}{guess}")
    if of.latest is None:
        return say(
            f"最早 {of.earliest}{guess}，最晚说不准",
            f"{of.earliest}{guess} at the earliest, end not known",
        )
    if of.latest == of.earliest:
        return f"{of.earliest}{guess}"
    return say(f"{of.earliest} 到 {of.latest}{guess}", f"{of.earliest} to {of.latest}{guess}")


def key_days(milestone: ReportedMilestone, say: Wording, *, estimated: bool = False) -> str:
    """Return the dates of a key date; of an application, from when it is possible at the latest."""
    told = days(milestone, say, estimated=estimated)
    # Otherwise it reads like the last day on which the seller may apply.
    starts = milestone.stage is Stage.APPLY and milestone.latest and not milestone.earliest
    gap = "" if told.endswith("）") else " "
    return say(f"{told}{gap}起能申请", told) if starts else told


def timing(action: ReportedAction, on: date, say: Wording) -> str:
    """Return when an action starts or ends, such as "from DATE" or "by DATE"; may be empty.

    `on` is the date of the check: an action that can start on this day gets no start date.
    """
    # Overdue actions show their due date elsewhere; questions can be asked at any time.
    if action.done or action.due or action.phase is Phase.FIND_OUT:
        return days(action, say) if action.done else ""
    begins = (
        "" if action.act_on in (None, on) else say(f"{action.act_on} 起", f"from {action.act_on}")
    )
    ends = days(action, say, estimated=action.estimated, short=True)
    waits = action.certainty is not None
    match action.phase:
        case Phase.CLEAR:
            met = _met(action, on, ends, say)
            return say("，", ", ").join(part for part in (begins, met) if part)
        case Phase.WAIT if not waits:
            return ""
        case Phase.APPLY | Phase.AFTER if not waits or action.phase is Phase.APPLY:
            return begins if action.act_on else say("前面办完再办", "after the previous steps")
    return ends or (say("要多久说不准", "duration not known") if action.open_by else "")


def _met(action: ReportedAction, on: date, ends: str, say: Wording) -> str:
    """Return when a requirement is met, such as "met DATE"; empty if on the day of the action."""
    if action.earliest == action.latest == (action.act_on or on):
        return ""
    if action.latest is None and action.earliest in (None, on):
        return say("要多久得看别人", "how long depends on others")
    return say(f"{ends} 满足", f"met {ends}") if ends else ""


def arrival(part: ReportedSum, on: date, say: Wording) -> str:
    """Return when a sum of money arrives, as text; empty if the plan does not pay it out."""
    if part.latest is None and part.earliest in (None, on):
        return say("什么时候到账说不准", "date not known") if part.open_by else ""
    return days(part, say, estimated=part.estimated, short=True)


def notes(shown: Report) -> Iterator[Text]:
    """Yield the warnings of a report, except those shown beside the verdict or the tasks."""
    said = {TROUBLE, OVERDUE if shown.verdict is Verdict.OVERDUE else None}
    yield from (warning.says for warning in shown.warnings if warning.code not in said)


def led(lead: Text, told: str, say: Wording) -> str:
    """Return a line that begins with the label `lead` and a colon, followed by `told`."""
    return f"{lead[say.lang]}{say('：', ': ')}{told}"


def first_part(sentence: str) -> str:
    """Return a text up to its first full stop or semicolon, for places with little room."""
    # In numbers and addresses a full stop has no space after it.
    return re.split(r"[。；;]|\.(?=\s|$)", clean(sentence), maxsplit=1)[0] or clean(sentence)


def some(count: int, thing: str) -> str:
    """Return a number with an English noun in singular or plural, such as "2 days"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def names(shown: Report) -> Text:
    """Return the names of all procedures evaluated, separated by commas."""
    return joined([judged.name for judged in shown.judged], "、", ", ")


def options(shown: "Report | Fleet") -> str:
    """Return the options that differ from their defaults, such as ", --trust repost, --strict"."""
    trust = f", --trust {shown.trust}" if shown.trust is not Grade.GUIDE else ""
    max_age = shown.max_age if isinstance(shown, Report) else MAX_AGE
    age = f", --max-age {max_age}" if max_age != MAX_AGE else ""
    return f"{trust}{', --strict' if shown.strict else ''}{age}"


def own_rules(shown: Report) -> list[Text]:
    """Return the warnings that the user's own rules (--overlay) were applied; may be empty."""
    return [each.says for each in shown.warnings if each.code == OWN_RULES]


def deciding(shown: Report) -> list[tuple[Outcome, int]]:
    """Return (outcome, number of requirements) for each open outcome that affects the verdict."""
    return [(o, n) for o in OPEN_OUTCOMES if (n := shown.checked.deciding.get(o))]


def found(shown: Report, *, named: bool = False) -> Text | None:
    """Return what is open, such as "not met 2, questions to the platform 1"; None if nothing is.

    With `named`, the text begins with "of the requirements,".
    """
    refused = any(warning.code == REJECTED for warning in shown.warnings)
    parts = [words.REFUSED] if refused and shown.verdict is Verdict.UNDETERMINED else []
    if counted := [number_of(outcome, count) for outcome, count in deciding(shown)]:
        lead = Text(zh="硬性要求 ", en="of the requirements, ") if named else Text(zh="", en="")
        parts.append(joined([lead, joined(counted, "，", ", ")], "", ""))
    if count := len(shown.open_points):
        parts.append(Text(zh=f"{count} 条要问平台", en=f"questions to the platform {count}"))
    return joined(parts, "，", ", ") if parts else None


def how_far(shown: Report) -> Text:
    """Return a sentence on the progress of an application: what is late, awaited, or next."""
    if late := [warning.says for warning in shown.warnings if warning.code == OVERDUE]:
        return joined(late, "；", "; ")
    if shown.verdict is Verdict.DONE:
        codes = {warning.code for warning in shown.warnings}
        return words.DONE_BUT_MONEY if MONEY_OUT in codes else words.ALL_DONE
    steps = (Phase.APPLY, Phase.WAIT)
    left = [action for action in shown.plan.actions if action.phase in steps and not action.done]
    # Steps that may not apply, and steps of others that take no time, are not worth a mention.
    news = (a for a in left if not a.may_apply and (a.who is Who.SELLER or a.takes))
    action = next(news, left[0] if left else None)
    if action is None:
        return Text(zh="申请已经交了", en="the application is submitted")
    own = [each for each in todo.today(shown) if each.phase in (Phase.CLEAR, Phase.APPLY)]
    # What is first for today is named first here too, unless it may not apply and another does.
    sure = (each for each in own if not each.may_apply)
    first = next(sure, own[0] if own and action.may_apply else None)
    if first:
        return your_turn(todo.act(first))
    does = Text(zh=action.does.zh.rstrip("。"), en=action.does.en.rstrip("."))
    if action.who is Who.SELLER:
        day = action.act_on if action.act_on and action.act_on > shown.on else None
        zh, en = (f"{day} 起", f"from {day}") if day else ("接下来", "next")
        return Text(zh=f"{zh}，{does.zh}", en=f"{en}: {does.en}")
    # What a step says after a semicolon is detail.
    zh, en = (f"，最晚 {action.latest}", f", by {action.latest}") if action.latest else ("", "")
    zh, en = f"在等“{does.zh.partition('；')[0]}”{zh}", f'"{does.en.partition(";")[0]}"{en}'
    return Text(zh=zh, en=f"waiting for {en}")


def unsettled(shown: Report) -> Text:
    """Return why there is no definite verdict on a shop although no requirement is open."""
    if any(case.missing for case in shown.procedures):
        return Text(
            zh="流程适不适用、申请过没有还不知道，先回答下面的问题",
            en="it is not known if you need this procedure or have applied for it: answer the "
            "questions below",
        )
    told = (words.NOTES.get(each.code) for each in shown.warnings if each.prevents_ready)
    return next(filter(None, told), Text(zh="有疑问，先看“注意”", en="in doubt, see the notes"))


def counts(checked: CheckedCounts, lang: Lang) -> str:
    """Return the numbers of requirements by outcome, such as "met 5, not met 2"."""
    return joined([number_of(*each) for each in tally(checked)], "，", ", ")[lang]


def number_of(outcome: Outcome, count: int) -> Text:
    """Return a number of requirements with their outcome, such as "met 5"."""
    name = words.OUTCOMES[outcome]
    return Text(zh=f"{count} 条{name.zh}", en=f"{name.en} {count}")


def coverage(checked: CheckedCounts) -> Iterator[Text]:
    """Yield up to three sentences: how much of the data is old, which orders were checked."""
    if checked.stale:
        yield Text(
            zh=f"数据或规则可能过期：{checked.stale} 处，见上面的“注意”",
            en=f"old or undated data: {checked.stale}, see the notes above",
        )
    if checked.orders or checked.orders_left:
        yield Text(
            zh=f"{checked.orders} 个订单逐个判断",
            en=f"{some(checked.orders, 'order')} checked one by one",
        )
    if checked.orders_left:
        yield Text(
            zh=f"另有 {checked.orders_left} 个不归这些流程管；上面有退款没了结的，先处理",
            en=f"{checked.orders_left} more belong to none of these procedures; settle what refund"
            " is open on them",
        )


def skipped(procedure: SkippedProcedure) -> Text:
    """Return a sentence saying that a procedure was not evaluated, and why."""
    name, reason = procedure.name, procedure.reason
    return Text(zh=f"没判断：{name.zh}（{reason.zh}）", en=f"not checked: {name.en} ({reason.en})")


def not_asked(point: ReportedNotAsked) -> Text:
    """Return a sentence saying that an unfavourable fact does not matter here, and why."""
    label, has, says = point.label, point.shown, point.says
    return Text(
        zh=f"不看这一项：{label.zh}：{has.zh}（{says.zh}）",
        en=f"does not matter here: {label.en} {has.en} ({says.en})",
    )


def answer(ref: str) -> str:
    """Return YAML for a state file that records the platform's answer that `ref` is required."""
    # In flow style, since it is shown within sentences.
    return f"answers: {{{ref}: {{required: true}}}}"


def examples(group: NextForOrders) -> str:
    """Return the numbers of the first few orders that an action concerns, as text."""
    return ", ".join(group.examples) + (", …" if group.orders > len(group.examples) else "")


def joins(shown: Report) -> Text:
    """Return a sentence naming the procedures that the plan includes without being asked to."""
    several = joined([each.name for each in shown.plan.joined], "、", ", ")
    return Text(zh=f"{several.zh}也一起排进去了", en=f"The plan also includes: {several.en}")


def overdue(due: date) -> Text:
    """Return a sentence saying that something should have been over by the day `due`."""
    return Text(zh=f"{due} 就该有结果，已经超期", en=f"Was due by {due}, now overdue")


def clears(day: date) -> Text:
    """Return a sentence saying that a requirement will be met on `day` by waiting alone."""
    return Text(
        zh=f"情况不变的话，{day} 起就满足", en=f"If nothing else changes, met from {day} on"
    )


def figures(finding: ReportedFinding, say: Wording) -> Iterator[str]:
    """Yield a text for each bad or missing fact, such as "orders to ship: now 2, needs 0"."""
    # Alternatives, of which one is enough, begin with "either" and "or".
    either = "either "
    for figure in finding.figures:
        if figure.holds:
            continue
        lead, enough = (either, "（满足一项就行）") if figure.alternative else ("", "")
        either = "or " if figure.alternative else either
        now = say("现在 ", "now ") if figure.holds is False else ""
        label, has, needs = (clean(t[say.lang]) for t in (figure.label, figure.has, figure.needs))
        yield say(
            f"{label}：{now}{has}，要求 {needs}{enough}",
            f"{lead}{label}: {now}{has}, needs {needs}",
        )


def advice(finding: ReportedFinding, say: Wording) -> Iterator[str]:
    """Yield sentences on what to do about an open finding: wait, fix it, ask the platform."""
    lang = say.lang
    if finding.clears_on:
        yield f"{clears(finding.clears_on)[lang]}{say('。', '.')}"
    elif finding.outcome is Outcome.UNMET:
        yield f"{say('怎么办：', 'What to do: ')}{clean(finding.fix[lang])}"
    elif finding.outcome is Outcome.UNKNOWN and finding.figures:  # an open point has none
        yield f"{say('没满足的话：', 'If the requirement is not met: ')}{clean(finding.fix[lang])}"
    if finding.ask and finding.outcome is Outcome.DISPUTED:
        yield f"{say('问平台：', 'Ask the platform: ')}{clean(finding.ask[lang])}"


def total(money: MoneyTotals) -> Text:
    """Return the totals of money, such as "Comes back 0.00, to pay 5.00".

    Totals of zero are left out, except the total of what comes back.
    """
    sums = {group: getattr(money, group) for group in MoneyGroup}
    shown = [g for g in MoneyGroup if g is MoneyGroup.COMES_BACK or sums[g] != "0.00"]
    told = [joined([words.MONEY[group], both(sums[group])], " ", " ") for group in shown]
    # Each label has a capital, but together they are one sentence.
    whole = joined(told, "，", ", ")
    return Text(zh=whole.zh, en=f"{whole.en[0]}{whole.en[1:].lower()}")


def claims(claim: ReportedClaim) -> Text:
    """Return the label of a published duration: "Takes" if the plan uses it, or "Others say"."""
    return words.TAKES if claim.planned else words.OTHERS_SAY


def reckoned(claim: ReportedClaim) -> Text | None:
    """Return the end of a wait according to `claim`, such as ", i.e. DATE"; None if not known."""
    zh, en = (days(claim, Wording(lang), short=True) for lang in (Lang.ZH, Lang.EN))
    return Text(zh=f"，即 {zh}", en=f", i.e. {en}") if zh else None


def place(citation: ReportedCitation) -> str:
    """Return the id of a cited source and the passage, such as `exit-rule-2021#1.1.4`."""
    return f"{citation.id}{'#' if citation.place else ''}{citation.place}"


def cited(sources: Iterable[ReportedCitation], lang: Lang) -> str:
    """Return citations grouped by grade on one line, such as `repost rule-2021#1.1.4`."""
    by_grade: dict[Grade, list[str]] = {}
    for source in sources:
        by_grade.setdefault(source.grade, []).append(place(source))
    return "; ".join(
        f"{words.GRADES[grade][lang]} {', '.join(ids)}" for grade, ids in by_grade.items()
    )


def tally(checked: CheckedCounts) -> Iterator[tuple[Outcome, int]]:
    """Yield (outcome, number of requirements) for each outcome that occurred."""
    for outcome in Outcome:
        if count := getattr(checked, outcome.replace("-", "_")):
            yield outcome, count
