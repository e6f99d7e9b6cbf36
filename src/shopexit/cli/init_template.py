"""Generate a commented state file to fill in, with the facts that matter for a platform."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from shopexit.evaluation.interview import concerning
from shopexit.messages import Lang, Text, fail
from shopexit.report.fact_table import open_facts
from shopexit.rules.facts import NEVER, ORDER_GROUP, PROFILE, FactType, Value, Values
from shopexit.rules.platform import STATUS, Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.vocabulary import Vocabulary

_HEAD = Text(
    zh="{name}的店铺数据。不知道的先空着：空着就是不知道，不会当成没有。\n"
    "填好后运行：shopexit check {platform} 文件名{again}",
    en="State of a shop on {name}. Leave empty what you do not know: empty means unknown,\n"
    "not zero. When filled in, run: shopexit check {platform} THIS-FILE{again}",
)
TYPES = {
    FactType.COUNT: Text(zh="数量，没有就写 0", en="a whole number, 0 for none"),
    FactType.MONEY: Text(zh="金额，如 120.50", en="an amount, such as 120.50"),
    FactType.FLAG: Text(zh="是 或 否", en="true or false"),
    FactType.DATE: Text(zh=f"日期，如 2026-11-21，没有过写 {NEVER}",
                        en=f"a date such as 2026-11-21, or {NEVER}"),
    FactType.TEXT: Text(zh="文字", en="text"),
}  # fmt: skip
_SHOP = Text(zh="店铺名，显示在结果里", en="the shop's name, for the report")
_AS_OF = Text(
    zh="这些数字是哪天看的，如 2026-11-21",
    en="the day you looked up the figures, such as 2026-11-21",
)
_ORDERS = Text(
    zh="每个要处理的订单写一项；上面的订单数不写时按这里数",
    en="one entry for each order; order counts are taken from here if not given above",
)
_ORDER_ID = Text(zh="改成真实订单号", en="put the real order number here")
_OPEN = Text(
    zh="—— 下面几项，规则里没提。店里没有这种情况的可以不填；有就填上，会提醒你问平台 ——",
    en="-- no rule reads the following: if one applies, fill it in and ask the platform --",
)
_ONLY = Text(
    zh="{value} 的店还要填 {more}，运行：", en="if {value}, also fill in {more}; for that, run "
)
_NO_MENU = Text(zh="后台哪里看：没查到", en="where the back office shows it: not known")
_MORE = Text(
    zh="订单数也可以不填，从后台导出的文件里数：orders_from: [exports/*.xlsx]。\n"
    "还可以写：answers（平台对说法不一的规则的答复）、waivers（豁免）、\n"
    "done（已做完的步骤，可带日期：- {step: 编号, on: 2026-11-20}），见 docs/zh/state-file.md。",
    en="Order counts can be taken from back office exports: orders_from: [exports/*.xlsx].\n"
    "Also possible: answers (the platform's answers on disputed rules), waivers, and done\n"
    "(steps already done, also as - {step: REFERENCE, on: 2026-11-20}).\n"
    "See docs/en/state-file.md.",
)


def schema_line(schema: Path, state: Path | None) -> str:
    """Return the first line of a state file, which tells editors where its schema is.

    Raises ShopexitError if the path to the schema contains a space: editors cut it there.
    """
    way = Path(os.path.relpath(schema, state.parent if state else None)).as_posix()
    if any(letter.isspace() for letter in way):
        says = Text(
            zh="路径里有空格，编辑器找不到这个 schema；换个地方放",
            en="editors cannot find a schema with a space in its path: use another path",
        )
        raise fail(says, file=str(schema))
    return f"# yaml-language-server: $schema={way}\n"


def template(
    platform: Platform, lang: Lang, profile: Values = MappingProxyType({}), again: str = ""
) -> str:
    """Return the text of a state file to fill in, for which `check` gives UNDETERMINED.

    Facts that only concern unusual shops are left out, unless `profile` describes such a shop.
    `again` are options that the commands in it need too, such as ` --rules mine`.
    """
    return "\n".join(_lines(platform, lang, profile, again)) + "\n"


def _lines(platform: Platform, lang: Lang, profile: Values, again: str) -> Iterator[str]:
    vocabulary = platform.vocabulary
    head = _HEAD[lang].format(name=platform.name[lang], platform=platform.platform, again=again)
    yield from (f"# {line}" for line in head.splitlines())
    yield f"platform: {platform.platform}"
    yield f"shop:  # {_SHOP[lang]}"
    yield f"as_of:  # {_AS_OF[lang]}"
    procedures = platform.procedures.values()
    decide = {fact for procedure in procedures for fact in procedure.readers}
    kind = {**_usual(vocabulary, decide), **profile}
    concern = concerning(platform, kind)
    # Facts that no procedure reads; those that only some procedures read are listed as read.
    left = open_facts(platform, kind).keys() - (decide & concern) - vocabulary.settled(kind).keys()
    read = {fact for procedure in procedures for fact in procedure.facts_read()} - left
    # The kind of shop is always asked for, as it decides which other facts matter.
    read = {fact for fact in read if fact.startswith(PROFILE)} | (read & concern)
    # Facts that sum up several others are asked for even if no rule reads them.
    read |= vocabulary.summing_up.keys() & concern
    # A group can occur only once: facts that no rule covers come last in their group, and groups
    # with nothing else at the end.
    groups = sorted(vocabulary.shop_groups(), key=lambda g: not any(_of(g, vocabulary, read)))
    for group in groups:
        facts, unsaid = _of(group, vocabulary, read), _of(group, vocabulary, left)
        if facts or unsaid:
            yield ""
            yield f"{group}:  # {vocabulary.groups[group][lang]}"
        for path in facts:
            yield from _fact(path, platform, lang, value=profile.get(path))
            if path not in profile:  # a kind of shop that is given needs no alternatives
                yield from _more(path, platform, kind, {*read, *left}, lang, again)
        if unsaid:
            yield f"  # {_OPEN[lang]}"
        for path in unsaid:
            yield from _fact(path, platform, lang)
    if any(procedure.subject is Subject.ORDER for procedure in procedures):
        yield ""
        yield f"order_list:  # {_ORDERS[lang]}"
        # An entry needs a number: with an empty one the new file could not be checked.
        yield f"  - id: EXAMPLE  # {_ORDER_ID[lang]}"
        for path in _of(ORDER_GROUP, vocabulary, read):
            yield from _fact(path, platform, lang, indent="    ")
    yield ""
    yield from (f"# {line}" for line in _MORE[lang].splitlines())


def _of(group: str, vocabulary: Vocabulary, wanted: Collection[str]) -> list[str]:
    """Return the names, such as orders.pending, of the facts of a group that are in `wanted`."""
    return [path for path in vocabulary.facts if path.startswith(f"{group}.") and path in wanted]


def places(platform: Platform, path: str, lang: Lang) -> Sequence[str]:
    """Return where in the back office a fact is shown: menu paths, or a note if none is known."""
    known = [" > ".join(place.path) for place in platform.figures.get(path, ())]
    return known or ([] if path.startswith("confirmed.") else [_NO_MENU[lang]])


def choices(platform: Platform, path: str) -> Mapping[str, Text]:
    """Map each value that a fact of type choice can have on a platform to its label."""
    known = platform.vocabulary.facts[path].choices
    # A status of the closing that the platform does not have would be refused as an answer.
    names = platform.statuses if path == STATUS and platform.statuses else known
    return {name: known[name] for name in names}


def _usual(vocabulary: Vocabulary, read: Collection[str]) -> dict[str, Value]:
    """Map facts to their values in a usual shop; facts without such a value are left out.

    A fact that settles other facts is included only if one of these is in `read`.
    """
    facts = vocabulary.facts
    return {
        path: value
        for path, value in vocabulary.usual.items()
        if not facts[path].settles or {*facts[path].settles} & {*read}
    }


def _more(
    path: str,
    platform: Platform,
    kind: Values,
    listed: Collection[str],
    lang: Lang,
    again: str,
) -> Iterator[str]:
    """Yield a comment for each unusual value of the fact `path` that makes further facts matter.

    `kind` holds the values that describe the kind of shop, `listed` the facts that are already in
    the file, and `again` options for the command in the comment.
    """
    fact = platform.vocabulary.facts[path]
    others: Sequence[bool | str] = [*fact.choices] or [True, False]
    for other in others if fact.usual is not None else ():
        more = concerning(platform, {**kind, path: other}) - {*listed}
        if more:
            written = str(other).lower()  # Python's True is true in YAML
            call = f"shopexit init {platform.platform} --profile {path}={written}{again}"
            yield f"  # {_ONLY[lang].format(value=written, more=', '.join(sorted(more)))}{call}"


def _fact(
    path: str, platform: Platform, lang: Lang, *, indent: str = "  ", value: Value | None = None
) -> Iterator[str]:
    fact, name = platform.vocabulary.facts[path], path.rpartition(".")[2]
    yield f"{indent}# {fact.ask[lang]}"
    yield from (f"{indent}# {place}" for place in places(platform, path, lang))
    if fact.type is FactType.CHOICE:
        known = choices(platform, path)
        kind = " | ".join(f"{key} ({label[lang]})" for key, label in known.items())
    else:
        kind = TYPES[fact.type][lang]
    yield f"{indent}{name}:{'' if value is None else f' {str(value).lower()}'}  # {kind}"
