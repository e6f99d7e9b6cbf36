"""Convert values that sellers write by hand in a state file, such as 3件 to 3, or 是 to true.

A value that might mean two things, such as `1,5`, is returned unchanged; validation refuses it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from shopexit.files.value_hints import NOT_KNOWN
from shopexit.files.yaml import Document, KeyPath, dotted
from shopexit.messages import Text, both, joined
from shopexit.rules import wording
from shopexit.rules.export_schema import ColumnRole, OrderStatus
from shopexit.rules.facts import NEVER, Fact, FactType, Value
from shopexit.rules.platform import Platform

# Not `\d`: it also matches digits of other scripts here, but not in JSON Schema, where these
# patterns are used too.
_DIGIT = "[0-9０-９]"
_WHOLE = f"(?:[0０]|[1-9１-９]{_DIGIT}{{0,8}})"
# Only groups of three: `1,5` might mean 1.5 or 15.
_GROUPED = f"[1-9１-９]{_DIGIT}{{0,2}}(?:[,，]{_DIGIT}{{3}}){{1,2}}"
_NUMBER = f"(?:{_GROUPED}|{_WHOLE})"
_UNITS = "单个件笔条张项次"
YES_NO = {
    **dict.fromkeys(("是", "对", "yes", "Yes", "YES", "y", "Y", "true", "True", "TRUE"), True),
    **dict.fromkeys(("否", "不是", "no", "No", "NO", "n", "N", "false", "False", "FALSE"), False),
}
"""Maps words accepted as the value of every yes/no fact to the boolean that each means."""
_THERE_IS = {"有": True, "无": False, "没有": False}
NEVER_WORDS = (NEVER, "Never", "NEVER", "从未", "从没有过", "从来没有", "没有过")
"""Words accepted in place of a date, for something that never happened."""
BUCKETS: Mapping[str, Text] = {
    OrderStatus.PENDING_PAYMENT: Text(zh="待付款", en="awaiting payment"),
    OrderStatus.PENDING_SHIPMENT: Text(zh="待发货", en="awaiting shipment"),
    OrderStatus.PENDING_RECEIPT: Text(zh="待收货", en="awaiting receipt"),
    OrderStatus.COMPLETED: Text(zh="已完成", en="completed"),
    OrderStatus.CLOSED: Text(zh="已关闭", en="closed"),
    OrderStatus.AFTER_SALES_OPEN: Text(zh="售后中", en="after-sales open"),
    OrderStatus.DISPUTE_OPEN: Text(zh="纠纷中", en="dispute open"),
    OrderStatus.UNKNOWN: Text(zh="看不懂", en="unknown"),
    OrderStatus.ENDED: Text(zh="没有，或已经办完", en="none, or closed"),
}
"""Maps each state of an order in an export to its label."""
COLUMNS: Mapping[str, Text] = {
    ColumnRole.ORDER: Text(zh="订单号", en="order number"),
    ColumnRole.STATUS: Text(zh="订单状态", en="status"),
    ColumnRole.AFTER_SALES: Text(zh="售后状态", en="after-sales"),
    ColumnRole.DISPUTE: Text(zh="纠纷", en="dispute"),
    ColumnRole.CREATED: Text(zh="下单时间", en="order time"),
    ColumnRole.SHIPPED: Text(zh="发货时间", en="shipping time"),
    ColumnRole.FINISHED: Text(zh="完成时间", en="completion time"),
    ColumnRole.AMOUNT: Text(zh="订单金额", en="amount"),
}
"""Maps what a column of an export can hold to its label."""
_UNKNOWN = NOT_KNOWN | {
    "", "无", "没有", "暂无", "其他", "其它", "记不清", "记不清了", "问客服中", "还在问",
    "没告诉我", "没说", "没写", "没说明", "未注明", "未注明原因", "未说明", "没说原因", "没写原因",
    "没有原因", "平台没说", "平台没写", "平台没告诉", "not given", "none", "other",
}  # fmt: skip


def said(value: object) -> object:
    """Return None for a text that means "not known", such as 不知道; any other value as it is."""
    words = re.sub(r"[\W_]+$", "", value).casefold() if isinstance(value, str) else None
    return None if words in _UNKNOWN else value


def refusal_reason(written: str, platform: Platform) -> str:
    """Return the reference of the requirement, or name of the fact, that a refusal is about.

    A requirement is found by PROCEDURE/ID or by its own sentence, a fact by its label. Any other
    text, and one that means several things, is returned as it is.
    """
    if f"{platform.platform}/{written}" in platform.references:
        return f"{platform.platform}/{written}"
    word, facts = _letters(written), platform.vocabulary.facts
    said = {ref: platform.references[ref].words for ref in platform.required}
    labels = {path: facts[path].label for path in platform.vocabulary.clear}
    for named in (said, labels):
        meant = [key for key, text in named.items() if word in map(_letters, (text.zh, text.en))]
        if meant:
            return meant[0] if len(meant) == 1 else written
    return written


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def flags(fact: Fact) -> Mapping[str, bool]:
    """Map the words accepted as the value of a yes/no fact to the boolean that each means.

    If the label is negative, such as 没有违反平台协议 (agreements not violated), the answers 有
    and 没有 are ambiguous and not accepted.
    """
    return YES_NO if fact.label.zh.startswith(("没", "无")) else YES_NO | _THERE_IS


def flag(words: Mapping[str, bool], value: object) -> object:
    """Return the boolean to which `words` maps a value, such as 是; any other value as it is."""
    return words.get(value, value) if isinstance(value, str) else value


def names(choices: Mapping[str, Text]) -> Mapping[str, str]:
    """Map each word that is accepted for a choice to the key of that choice.

    `choices` maps keys to labels. The key and the label in each language are accepted. A label with
    a part in brackets is accepted with commas instead, and without that part too, unless two labels
    would then be the same.
    """
    labels = {label: name for name, each in choices.items() for label in (each.zh, each.en)}
    short = [(re.split("[（(]", label)[0].strip(), name) for label, name in labels.items()]
    for label, name in tuple(labels.items()):
        if bracketed := re.fullmatch("(.+)（(.+)）", label):
            labels |= {mark.join(bracketed.groups()): name for mark in "、，,"}
    times = Counter(label for label, _ in short)
    shorter = {label: name for label, name in short if times[label] == 1}
    return shorter | labels | {name: name for name in choices}


def pattern(fact: Fact) -> str:
    """Return the regular expression for a count, or an amount of money, that is written as text."""
    if fact.type is FactType.COUNT:
        # 天 is only accepted as a unit where the fact counts days.
        units = f"{_UNITS}天" if "天" in fact.label.zh else _UNITS
        return f"^{_NUMBER} ?[{units}]?$"
    sign = "[-－]?" if fact.can_be_negative else ""
    return f"^{sign}[¥￥]? ?{_NUMBER}(?:[.．]{_DIGIT}{{1,2}})? ?元?$"


def number(fact: Fact, value: object) -> object:
    """Return the number in a text such as 3件 or ￥1,200.50: an int for a count, Decimal for money.

    Any other value is returned as it is, for validation to refuse.
    """
    if not isinstance(value, str) or not re.search(pattern(fact), value):
        return value
    digits = re.sub(r"[^-0-9.]", "", unicodedata.normalize("NFKC", value))
    return int(digits) if fact.type is FactType.COUNT else Decimal(digits)


def understood(
    document: Document, read: Iterable[tuple[KeyPath, Fact | None, Value]]
) -> tuple[Text, ...]:
    """Return notes that tell the seller how unusual spellings were read, such as 3件 as 3.

    `read` has (key path, fact, converted value) for each value in the state file, `document`; the
    fact is None for a key such as `as_of`. Return an empty tuple if no value was converted.
    """
    parts = []
    for path, fact, value in read:
        written = document.at(path)
        # A value or label written in full needs no note.
        if not isinstance(written, str) or written == str(value):
            continue
        has = wording.value(fact, value)
        if written not in (has.zh, has.en):
            name = fact.label if fact else both(dotted(path))
            parts.append(
                Text(
                    zh=f"{name.zh}：“{written}” → {has.zh}", en=f"{name.en}: '{written}' → {has.en}"
                )
            )
    if not parts:
        return ()
    named = joined(parts, "；", "; ")
    return (
        Text(
            zh=f"这几项这样理解：{named.zh}",
            en=f"these spellings were read as follows: {named.en}",
        ),
    )
