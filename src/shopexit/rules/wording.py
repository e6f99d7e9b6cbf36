"""Put values of facts, conditions and waits into words, in Chinese and English."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from shopexit.messages import Text, both, joined
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, Matcher, NotOf
from shopexit.rules.durations import Claim, Duration, Unit
from shopexit.rules.explanation import Part
from shopexit.rules.facts import NEVER, Fact, FactType, NotBefore, Value
from shopexit.rules.truth import Truth

UNKNOWN = Text(zh="没填", en="not given")
NOT_PUBLISHED = Text(zh="平台没有公布", en="not published")

_ORDERS_NAMED = 3
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
_NEVER = Text(zh="从没有过", en="never")


def value(fact: Fact | None, given: Value | None) -> Text:
    """Return the value of a fact in words, such as "yes" or "120.50"; "not given" for None."""
    if given is None:
        return UNKNOWN
    if isinstance(given, bool):
        return _YES_NO[given]
    if given == NEVER:
        return _NEVER
    if fact and fact.type is FactType.CHOICE:
        return fact.choices[str(given)]
    if fact and fact.type is FactType.MONEY:
        return both(amount(Decimal(str(given))))
    later = (" 或更晚", " or later") if isinstance(given, NotBefore) else ("", "")
    return Text(zh=f"{given}{later[0]}", en=f"{given}{later[1]}")


def against(parts: Iterable[Part], facts: Mapping[str, Fact]) -> Text | None:
    """Return the facts that fail a condition, such as "products on sale: 3"; None if no fact does.

    `parts` are the comparisons of the condition; `facts` maps names to all facts.
    """
    # By name, as a condition may compare a fact several times.
    figures = {
        part.fact: joined([fact.label, value(fact, part.has)], "：", ": ")
        for part in parts
        if part.truth is Truth.FALSE
        for fact in (facts[part.fact],)
    }
    return joined(list(figures.values()), "；", "; ") if figures else None


def amount(money: Decimal) -> str:
    """Return an amount of money with two decimals; a whole number gets no decimals."""
    return f"{money:.0f}" if money == money.to_integral_value() else f"{money:.2f}"


def needs(part: Part, facts: Mapping[str, Fact], on: date) -> Text:
    """Return the value that a comparison requires, such as "at least 500" or "not frozen".

    `facts` maps names to all facts; `on` is the date of evaluation.
    """
    if part.options:
        # Equal options are shown once: a fixed number of days may equal another fact's value.
        options = list(dict.fromkeys(needs(option, facts, on) for option in part.options))
        # De Morgan: not (0 or 5) is asked for as "not 0 and not 5".
        both_words = (" 且 ", " and ") if part.negated else (" 或 ", " or ")
        return joined(options, *both_words)
    operator, operand = part.matcher.operator, part.matcher.operand
    # The other fact is not given, so it is named instead of its value.
    if part.bound is None and isinstance(operand, FactRef):
        return _compared(operator, _named(facts[operand.fact]), part.negated)
    return _asked(operator, part.bound, facts[part.fact], on, part.negated)


def question(fact: Fact, given: Value, procedure: Text) -> Text:
    """Return the question to the platform about a fact that no rule mentions; `given` is its value.

    `procedure` is the name of the procedure that the fact may block.
    """
    has = value(fact, given)
    return Text(
        zh=f"规则里没有写这种情况（{fact.label.zh}：{has.zh}），问平台：这样能办“{procedure.zh}”吗？",
        en=f"No rule covers this: {fact.label.en}, {has.en}. Ask the platform whether it"
        f' blocks "{procedure.en}".',
    )


def condition(asked: Condition, facts: Mapping[str, Fact]) -> Text:
    """Return a condition in words, such as "deposit: at least 500"; `facts` maps names to facts."""
    match asked:
        case Facts():
            parts = [_fact_asked(path, m, facts) for path, m in asked.matchers]
            return joined(parts, "；", "; ")
        case AllOf():
            return joined([_bracketed(part, facts) for part in asked.all], "，并且", ", and ")
        case AnyOf():
            return joined([_bracketed(part, facts) for part in asked.any], "，或者", ", or ")
        case NotOf():
            inner = condition(asked.not_, facts)
            return Text(zh=f"不是（{inner.zh}）", en=f"not ({inner.en})")


def _bracketed(part: Condition, facts: Mapping[str, Fact]) -> Text:
    words = condition(part, facts)
    if isinstance(part, AllOf | AnyOf):
        return Text(zh=f"（{words.zh}）", en=f"({words.en})")
    return words


def _fact_asked(path: str, matcher: Matcher, facts: Mapping[str, Fact]) -> Text:
    """Return a fact's label and a comparison in words, such as "deposit: at least 500"."""
    fact, operand = facts[path], matcher.operand
    if isinstance(operand, FactRef):
        words = _compared(matcher.operator, _named(facts[operand.fact]))
    else:
        words = _asked(matcher.operator, operand, fact, None)
    return joined([fact.label, words], "：", ": ")


def _named(fact: Fact) -> Text:
    return Text(zh=f"“{fact.label.zh}”", en=f"the {fact.label.en}")


def _asked(
    operator: str, bound: object, fact: Fact, on: date | None, negated: bool = False
) -> Text:
    """Return a comparison in words; with a date `on`, a number of days becomes a date."""
    if operator == "at_least_days_ago":
        return _days_ago(bound, on)
    if bound == "":  # `not: ""`, any text will do
        return Text(zh="要写明", en="to be given")
    if (operator, bound) == ("at_least", _CENT):  # the least sum above 0
        return _compared("at_most", both("0"), not negated)
    if isinstance(bound, tuple):
        choices = joined([value(fact, choice) for choice in bound], " 或 ", " or ")
        return _compared("equals", choices, negated)
    return _compared(operator, value(fact, bound), negated)  # type: ignore[arg-type]  # checked on loading


_COMPARED: dict[str, tuple[Text, Text]] = {
    "equals": (both("{}"), Text(zh="不是 {}", en="not {}")),
    "not_": (Text(zh="不是 {}", en="not {}"), both("{}")),
    "at_most": (Text(zh="最多 {}", en="at most {}"), Text(zh="多于 {}", en="more than {}")),
    "at_least": (Text(zh="至少 {}", en="at least {}"), Text(zh="少于 {}", en="less than {}")),
}
"""Wording of each comparison, and of its negation; `{}` is the operand."""
_CENT = Decimal("0.01")
_AS_LONG_AGO = Text(zh="已过的天数不少于{}", en="at least as many days ago as given by {}")


def _compared(operator: str, bound: Text, negated: bool = False) -> Text:
    """Return a comparison in words, such as "at most 3"; `bound` is the operand in words."""
    words = _COMPARED[operator][negated] if operator in _COMPARED else _AS_LONG_AGO
    return Text(zh=words.zh.format(bound.zh), en=words.en.format(bound.en))


def _days_ago(days: object, on: date | None) -> Text:
    if not isinstance(days, int):
        return Text(
            zh="满规定的天数（规则没写几天）",
            en="a day long enough ago (the rule does not say how many days)",
        )
    if on is None and not days:
        return Text(zh="已经到了", en="has come")
    if on is None:
        return Text(zh=f"至少 {days} 天前", en=f"at least {days} days ago")
    try:
        latest = on - timedelta(days=days)
    except OverflowError:  # before year 1
        return _days_ago(days, None)
    return Text(zh=f"不晚于 {latest}", en=f"on or before {latest}")


def wait(weighed: Duration) -> Text | None:
    """Return how long a wait is, such as `3 to 5 days` or "not published"; None for no wait."""
    if not weighed.published:
        return NOT_PUBLISHED
    spans = [(unit, span) for unit in Unit if (span := weighed.span(unit))]
    if not spans:
        return None
    return joined([_span(unit, *span) for unit, span in spans], "，或 ", ", or ")


def claim(said: Claim) -> Text:
    """Return the time that a claim gives, in words such as `within 7 days`."""
    return _span(said.unit, *said.span)


_UNITS: dict[Unit, tuple[str, str]] = {
    Unit.WORKING_DAYS: ("个工作日", "working day"),
    Unit.DAYS: ("天", "day"),
    Unit.HOURS: ("小时", "hour"),
    Unit.MONTH_STARTS: ("个月初", "start of a month"),
}


def _span(unit: Unit, least: int, most: int) -> Text:
    zh, en = _UNITS[unit]
    if most == 0:
        return Text(zh="马上", en="at once")
    if unit is Unit.MONTH_STARTS and least == most == 1:
        return Text(zh="等到下个月1号", en="until the first of the next month")
    en = en if most == 1 else f"{en}s"
    if least == most:
        return Text(zh=f"{most} {zh}", en=f"{most} {en}")
    if least == 0:
        return Text(zh=f"{most} {zh}内", en=f"within {most} {en}")
    return Text(zh=f"{least}～{most} {zh}", en=f"{least} to {most} {en}")


def listed(texts: Sequence[Text]) -> Text:
    """Return texts as a list on one line, separated by commas (、 in Chinese)."""
    return joined(list(texts), "、", ", ")


def with_orders(says: Text, numbers: Sequence[str]) -> Text:
    """Return a sentence with order numbers in brackets, the first few of many; as is if none."""
    if not numbers:
        return says
    shown = listed([both(number) for number in numbers[:_ORDERS_NAMED]])
    rest = len(numbers) > _ORDERS_NAMED
    many = "orders" if len(numbers) > 1 else "order"
    return Text(
        zh=f"{says.zh.rstrip('。')}（订单 {shown.zh}{' 等' if rest else ''}）",
        en=f"{says.en.rstrip('.')} ({many} {shown.en}{' and others' if rest else ''})",
    )
