"""Checks on procedures of a rule file that involve several fields, such as repeated ids."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from shopexit.files.validation import objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text, nearest
from shopexit.rules.conditions import facts_read
from shopexit.rules.entries import conditions, facts_named
from shopexit.rules.facts import ORDER_PREFIX

if TYPE_CHECKING:
    # Only for types, as `platform` imports this module.
    from shopexit.rules.platform import Procedure


class Subject(StrEnum):
    """What a procedure is carried out for: the shop, or single orders."""

    SHOP = "shop"
    ORDER = "order"


ALL = "all"
"""Name that selects every procedure of a platform."""


def refuse_equal_names(procedures: Mapping[str, "Procedure"]) -> None:
    """Raise a validation error if two procedures of a platform share a name or an alias."""
    # Reserved, so that no procedure can be called `all`.
    taken = {ALL: ALL}
    for name, procedure in procedures.items():
        for word in procedure.called(name):
            other = taken.setdefault(word.casefold(), name)
            if other != name:
                says = Text(
                    zh=f"“{word}”已经是 {other} 的名字",
                    en=f"'{word}' is already a name of {other}; choose another name",
                )
                raise objection(says, ("procedures", name, "aliases"))


def names_of(procedures: Mapping[str, "Procedure"]) -> Text:
    """Return a hint that lists the procedures that a user can choose from, and the word `all`."""
    zh = "、".join(f"{name}（{each.name.zh}）" for name, each in procedures.items())
    en = ", ".join(f"{name} ({each.name.en})" for name, each in procedures.items())
    return Text(
        zh=f"可用的有：{zh}、{ALL}（全部）", en=f"choose from: {en}, {ALL} (every procedure)"
    )


def refuse_wrong_results(procedure: "Procedure", at: KeyPath) -> None:
    """Raise a validation error if `brings`, the results of a procedure, has a comparison in it.

    Only plain values are allowed there. `at` is the key path of the procedure in the rule file.
    """
    for fact, matcher in procedure.brings.matchers if procedure.brings else ():
        if matcher.operator != "equals":
            says = Text(
                zh="brings 写的是结果，只能写值",
                en="`brings` gives facts new values: write a value, not a comparison",
            )
            raise objection(says, (*at, "brings", fact))


def refuse_wrong_references(
    procedure: "Procedure", at: KeyPath, procedures: Collection[str], disputed: Collection[str]
) -> None:
    """Raise a validation error if an entry refers to something that it cannot refer to.

    A requirement comes `after` those listed above it, and is `cleared_by` one of `procedures`; any
    entry is `settled_by` requirements in `disputed`, PROCEDURE/ID each. `at` is the key path of the
    procedure in the rule file.
    """
    settled = [(place, entry.settled_by) for place, entry in procedure.placed()]
    settled += [(("unknowns", i), each.settled_by) for i, each in enumerate(procedure.unknowns)]
    for place, answers in settled:
        for ref in answers:
            if ref not in disputed:
                raise unknown(ref, disputed, (*at, *place, "settled_by"))
    above: list[str] = []
    for i, requirement in enumerate(procedure.requirements):
        here = (*at, "requirements", i)
        if requirement.cleared_by and requirement.cleared_by not in procedures:
            raise unknown(requirement.cleared_by, procedures, (*here, "cleared_by"))
        for name in requirement.after:
            # Only earlier ones, so that requirements cannot wait for each other in a circle.
            if name not in above:
                says = Text(
                    zh=f"after 要写同一流程里排在前面的要求，前面没有 {name}",
                    en=f"`after` must name requirements listed above, and {name} is not",
                )
                raise objection(says, (*here, "after"), nearest(name, above))
        above.append(requirement.id)


def refuse_repeated_ids(procedure: "Procedure", at: KeyPath) -> None:
    """Raise a validation error if two entries or open questions of a procedure have the same id.

    `at` is the key path of the procedure in the rule file.
    """
    placed: list[tuple[KeyPath, str]] = [(place, entry.id) for place, entry in procedure.placed()]
    placed += [(("unknowns", i), question.id) for i, question in enumerate(procedure.unknowns)]
    seen: set[str] = set()
    for place, name in placed:
        if name in seen:
            raise objection(repeated(name), (*at, *place, "id"))
        seen.add(name)


def repeated(name: str) -> Text:
    """Return the message that two entries have the id `name`."""
    return Text(zh=f"id 重复：{name}", en=f"two entries have the id {name}: change one")


def refuse_wrong_subject(procedure: "Procedure", at: KeyPath) -> None:
    """Raise a validation error if a procedure about the shop reads facts of single orders.

    `at` is the key path of the procedure in the rule file.
    """
    # Procedures for orders may read facts of the shop as well.
    if procedure.subject is Subject.ORDER:
        return
    for place, entry in procedure.placed():
        read = [fact for condition in conditions(entry) for fact in facts_read(condition)]
        for fact in (*read, *(name for _, name, _ in facts_named(entry))):
            if fact.startswith(ORDER_PREFIX):
                says = Text(
                    zh=f"{fact} 是单个订单的事实，流程要写 subject: order",
                    en=f"{fact} is a fact of single orders: the procedure needs `subject: order`",
                )
                raise objection(says, (*at, *place))
