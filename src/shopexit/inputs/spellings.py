"""Understand values as sellers write them by hand in a state file, where they are unambiguous.

Examples: a number with its unit, a date with slashes, 是 for true. Ambiguous ones such as `1,5`, or
`no` for a count, are left for validation to refuse.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from shopexit.files.yaml import Document, KeyPath, dotted
from shopexit.messages import Text, both, joined
from shopexit.rules import wording
from shopexit.rules.facts import NEVER, Fact, FactType, Value

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
"""Words for true and false that are accepted for every flag."""
_THERE_IS = {"有": True, "无": False, "没有": False}
NEVER_WORDS = (NEVER, "Never", "NEVER", "从未", "从没有过", "从来没有", "没有过")
"""Words that say that something never happened, where a date is expected."""
_UNKNOWN = frozenset((
    "", "不知道", "不清楚", "不明", "不详", "未知", "无", "没有", "暂无", "其他", "其它",
    "没说", "没写", "没说明", "未说明", "没说原因", "没写原因", "没有原因", "平台没说", "平台没写",
    "unknown", "not known", "not given", "none", "other", "n/a",
))  # fmt: skip


def said(value: object) -> object:
    """Return a text unchanged, or None if it only says that nobody knows, as 不知道."""
    words = re.sub(r"[\W_]+$", "", value).casefold() if isinstance(value, str) else None
    return None if words in _UNKNOWN else value


def flags(fact: Fact) -> Mapping[str, bool]:
    """Return the words accepted as the value of a yes/no fact, each with its boolean.

    If the label is negative, such as 没有违反平台协议 (agreements not violated), the answers 有
    and 没有 are ambiguous and not accepted.
    """
    return YES_NO if fact.label.zh.startswith(("没", "无")) else YES_NO | _THERE_IS


def flag(words: Mapping[str, bool], value: object) -> object:
    """Return the boolean that a word stands for by `words`; any other value unchanged."""
    return words.get(value, value) if isinstance(value, str) else value


def names(fact: Fact) -> Mapping[str, str]:
    """Return the words accepted for a fact of type choice, each with the choice's key.

    They are its key and its label in either language, also without what stands in brackets, unless
    labels differ in that alone.
    """
    labels = {label: name for name, each in fact.choices.items() for label in (each.zh, each.en)}
    short = [(re.split("[（(]", label)[0].strip(), name) for label, name in labels.items()]
    times = Counter(label for label, _ in short)
    shorter = {label: name for label, name in short if times[label] == 1}
    return shorter | labels | {name: name for name in fact.choices}


def pattern(fact: Fact) -> str:
    """Return the regular expression for the number of a count or money fact, written as text."""
    if fact.type is FactType.COUNT:
        # 天 is only accepted as a unit where the fact counts days.
        units = f"{_UNITS}天" if "天" in fact.label.zh else _UNITS
        return f"^{_NUMBER} ?[{units}]?$"
    sign = "[-－]?" if fact.can_be_negative else ""
    return f"^{sign}[¥￥]? ?{_NUMBER}(?:[.．]{_DIGIT}{{1,2}})? ?元?$"


def number(fact: Fact, value: object) -> object:
    """Return the int (count) or Decimal (money) that a text stands for; other values unchanged."""
    if not isinstance(value, str) or not re.search(pattern(fact), value):
        return value
    digits = re.sub(r"[^-0-9.]", "", unicodedata.normalize("NFKC", value))
    return int(digits) if fact.type is FactType.COUNT else Decimal(digits)


def understood(
    document: Document, read: Iterable[tuple[KeyPath, Fact | None, Value]]
) -> tuple[Text, ...]:
    """Return a note that lists the values read from other spellings, such as 3 from 3件.

    `read` gives key path, fact (None for other keys) and value as read; `document` is the state
    file. Empty if there are no such values.
    """
    parts = []
    for path, fact, value in read:
        written = document.at(path)
        if isinstance(written, str) and written != str(value):
            name, has = fact.label if fact else both(dotted(path)), wording.value(fact, value)
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
            zh=f"这些按你写的意思读了：{named.zh}",
            en=f"these spellings were read as follows: {named.en}",
        ),
    )
