"""Hints on values and keys of a file that are wrong in ways that sellers often write them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches

from shopexit.messages import MOST_MEANT, Text, meant, nearest

_UNSURE = Text(zh="不知道就空着", en="leave it empty if it is not known")
NOT_KNOWN = frozenset((
    "不知道", "不晓得", "不清楚", "不明", "不详", "未知", "待确认", "忘了", "不记得",
    "unknown", "not known", "n/a",
))  # fmt: skip
"""Words that say of anything that it is not known, in lower case."""
_UNSURE_WORDS = NOT_KNOWN | {
    "不确定", "没查", "还没查", "没看", "unsure", "not sure", "don't know",
}  # fmt: skip
_IN_YUAN = Text(
    zh="金额按人民币写，外币先换算成人民币",
    en="write amounts in yuan (CNY); convert other currencies first",
)
# Not compiled here, as most runs have no error.
_FOREIGN = (
    r"(?i)[$＄€£￡₽₩]|美[元金刀]|欧元|英镑|卢布|台币|[日韩港澳加][元币]"
    r"|USD?\b|HKD?\b|EUR|GBP|JPY|KRW|RUB|AUD|CAD|dollar|euro|pound"
)
_DIGITS_ONLY = Text(zh="只写数字，如 120", en="write the number only, such as 120")
_NOT_NEGATIVE = Text(zh="不能是负数", en="it cannot be negative")
_COMMAS = Text(
    zh="逗号只能每三位隔开一次，如 1,200.50；小数点写 .",
    en="commas are only for groups of three digits, as in 1,200.50; a full stop precedes decimals",
)
_SPLIT_NUMBER = Text(
    zh="大括号 { } 里的逗号会把一个数拆成两半：1,200 写成 1200",
    en="within { } a comma splits a number in two: write 1,200 as 1200",
)
_HALF_WIDTH = Text(
    zh="冒号和逗号用半角，冒号后面空一格，如 {open: 0, closed: 1}",
    en="use half-width colons and commas, with a space after each colon: {open: 0, closed: 1}",
)
NOT_INDENTED = Text(
    zh="顶格写：它不在别的项下面",
    en="write it at the start of a line: it is no part of another key",
)
_COLONS = Text(zh="冒号用半角，后面空一格", en="use half-width colons, with a space after them")
_NO_KEYS = Text(
    zh="这里要“键: 值”，不是表格或一段文字；先用 shopexit init 生成文件，再把数字填进去",
    en="write KEY: VALUE here, not a table or prose; shopexit init makes a file to fill in",
)
_YES_NO = Text(
    zh="数量写数字（没有就写 0），问“是不是”的写 是 或 否",
    en="write counts as numbers (0 for none), and yes or no as true or false",
)
_AMOUNTS = {"decimal_type", "decimal_parsing", "is_instance_of"}
"""pydantic's error types for a text in place of an amount of money."""
# YAML 1.1 would take some of these for true or false; here they all arrive as text.
_YES_NO_WORDS = ("yes", "no", "on", "off", "y", "n", "是", "否", "无", "没有")


def unsure_hint(value: object) -> Text | None:
    """Return the hint to leave a value empty, if `value` is a word for "not known"; else None."""
    unsure = isinstance(value, str) and value.strip("。.？?").casefold() in _UNSURE_WORDS
    return _UNSURE if unsure else None


def value_hint(value: object, kind: str) -> Text | None:
    """Return a hint on a wrong value, given pydantic's error type; None if there is no advice."""
    if not isinstance(value, str):
        return None
    # A mapping whose colons are wrong is read as one text.
    if kind in ("model_type", "dataclass_type", "dict_type"):
        return _COLONS if any(colon in value for colon in ":：") else _NO_KEYS
    if value.lower() in _YES_NO_WORDS:
        return _YES_NO
    if kind == "bool_type":
        return _without_quotes(value) if value in ("true", "false") else None
    if kind in _AMOUNTS and re.search(_FOREIGN, value):
        return _IN_YUAN
    return _number_hint(value, kind)


def slip_in_key(key: str, value: object, depth: int) -> Text | None:
    """Return a hint on an unknown key that is no key but a slip of the hand; None for any other.

    `value` is its value, and `depth` the length of its key path.
    """
    if value is not None:
        return None
    # In `{deposit: 1,200.50}` the end of the number is read as a key without a value.
    digits = key.removesuffix("元").strip().replace(".", "", 1)
    if depth > 1 and digits.isdigit():
        return _SPLIT_NUMBER
    # Two keys, or a key and its value, are read as one.
    return _HALF_WIDTH if any(mark in key for mark in ":：，") else None


def _without_quotes(value: str) -> Text:
    return Text(zh=f"去掉引号，写 {value}", en=f"write {value} without quotes")


_CENTS = Text(zh="写到分，最多两位小数", en="write it to the cent, with two decimals at most")


_SMALL_COINS = Text(
    zh="角、分写成小数：120元5角写 120.50",
    en="write jiao and fen as decimals: 120元5角 is 120.50",
)


def _number_hint(value: str, kind: str) -> Text | None:
    if number := re.fullmatch(r"(-?)0*([0-9]{1,15})(\.[0-9]{1,15})?", value):
        sign, whole, decimals = number.groups(default="")
        return _NOT_NEGATIVE if sign else _digits_hint(value, f"{whole}{decimals}", kind)
    # 5万 may mean about 50,000, so the exact number is asked for.
    if rounded := re.fullmatch(r"[¥￥]? ?([0-9]{1,9}(?:\.[0-9]{1,4})?) ?([千万])元?", value):
        whole = f"{Decimal(rounded[1]) * (1_000 if rounded[2] == '千' else 10_000):.2f}"
        whole = whole.removesuffix(".00")
        return Text(zh=f"写准确的数，如 {whole}", en=f"write the exact number, such as {whole}")
    if any(char in value for char in ",，"):
        return _COMMAS
    if kind in _AMOUNTS and any(char in value for char in "角毛分"):
        return _SMALL_COINS
    return _DIGITS_ONLY if any(char in value for char in "¥￥元天") else None


def _digits_hint(value: str, plain: str, kind: str) -> Text | None:
    """Return the hint for digits that were read as text; `plain` has no zeros too many before."""
    decimals = plain.partition(".")[2]
    # Without quotes, decimals are no count and digits are no text either.
    if kind not in _AMOUNTS and (decimals or kind != "int_type"):
        return None
    if len(decimals) > 2:
        return _CENTS
    if plain != value:
        return Text(zh=f"开头不要多写 0，写 {plain}", en=f"write {plain}, without 0 before it")
    return _without_quotes(value)


def belongs_under(name: str, groups: Sequence[str]) -> Text:
    """Return the hint to write the key `name` under one of `groups`."""
    zh, en = "、".join(groups), " or ".join(groups)
    return Text(
        zh=f"{name} 写在 {zh} 下面，行首空两格（半角空格）",
        en=f"write {name} under {en}, on a line indented by two ordinary spaces",
    )


def nearest_key(key: str, known: Mapping[str, Sequence[Text]]) -> Text | None:
    """Return a hint on an unknown key: keys with a similar name or label, or else all known keys.

    `known` maps each known key to what it is called, the label first. None if there are no keys.
    """
    called = {word: name for name, texts in known.items() for t in texts for word in (t.zh, t.en)}
    if not called or get_close_matches(key, known, n=1):
        return nearest(key, known)
    # Two characters say as much in Chinese as a word does in English.
    within = [word for word in called if key in word and len(key) >= (4 if key.isascii() else 2)]
    words = [key] if key in called else within or get_close_matches(key, called)
    names = list(dict.fromkeys(called[word] for word in words))
    is_clear = 0 < len(names) <= MOST_MEANT
    # Names alone, which are English, would not help who writes Chinese.
    if not is_clear and key.isascii():
        return nearest(key, known)
    shown = names if is_clear else sorted(known)
    first = {name: next(iter(known[name]), None) for name in shown}
    zh = [f"{name}（{label.zh}）" if label else name for name, label in first.items()]
    en = [f"{name} ({label.en})" if label else name for name, label in first.items()]
    if is_clear:
        return Text(zh=meant(zh).zh, en=meant(en).en)
    return Text(zh=f"可用的有：{'、'.join(zh)}", en=f"choose from: {', '.join(en)}")
