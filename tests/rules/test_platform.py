"""Procedures answer to every name that sellers have for them."""

from collections.abc import Mapping
from typing import Any

import pytest
import smallrules as small

from shopexit import Platform, ShopexitError
from shopexit.messages import Lang

CLOSING = ("关店", "关闭店铺", "注销", "注销店铺", "退店", "close", "CLOSE", "exit")
DEPOSIT = ("退保证金", "保证金", "解冻保证金", "refund", "Deposit", "refund-deposit")
CLOSES = {
    "kuaishou": "close", "taobao": "close", "douyin": "close", "1688": "close",
    "aliexpress": "exit-managed",
}  # fmt: skip


@pytest.mark.parametrize("platform", CLOSES)
def test_a_procedure_answers_to_every_common_name(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """On every platform, in Chinese and in English, in any case."""
    rules = rules_of[platform]
    assert {rules.chosen(word) for word in CLOSING} == {(CLOSES[platform],)}
    assert {rules.chosen(word) for word in DEPOSIT} == {("refund-deposit",)}
    for name, each in rules.procedures.items():
        assert {rules.chosen(word) for word in each.called(name)} == {(name,)}
    assert rules.chosen("ALL") == tuple(rules.procedures)


@pytest.mark.parametrize("word", ["停业", "释放", "店铺释放", "release", "Stop"])
def test_taobao_alone_has_a_release(word: str, rules_of: Mapping[str, Platform]) -> None:
    """It is no name for anything elsewhere, and is said to be none."""
    assert rules_of["taobao"].chosen(word) == ("release",)
    for name in CLOSES.keys() - {"taobao"}:
        with pytest.raises(ShopexitError):
            rules_of[name].chosen(word)


def test_an_unknown_procedure_is_answered_with_those_there_are(kuaishou: Platform) -> None:
    """Each with what it is called, and not with every alias; or with the nearest name."""
    with pytest.raises(ShopexitError) as caught:
        kuaishou.chosen("转让")
    (problem,) = caught.value.problems
    assert problem.in_words(Lang.ZH) == (
        "错误: 快手小店没有流程“转让”\n"
        "  提示: 可用的有：close（关闭店铺）、refund-deposit（退保证金）、all（全部）"
    )
    assert problem.in_words(Lang.EN) == (
        "error: Kuaishou shop has no procedure '转让'\n"
        "  hint: choose from: close (Close the shop), refund-deposit (Get the deposit back),"
        " all (every procedure)"
    )
    with pytest.raises(ShopexitError, match="did you mean 退保证金"):
        kuaishou.chosen("退保正金")


@pytest.mark.parametrize("ref", ["main/fine", "main/act", "other/fine", "fine"])
def test_a_doubt_is_settled_by_the_answer_to_a_disputed_requirement_alone(ref: str) -> None:
    """What nobody disputes is not asked about, so no answer is given for it."""
    doubt = {"facts": ["funds.deposit"], "when": {"orders.open": 0}, "says": small.SHORT}
    with pytest.raises(ShopexitError, match=f"settled_by: unknown name: {ref}"):
        small.rules(main=small.procedure(), doubts=[doubt | {"settled_by": {ref: False}}])


_NOTE = {"id": "note", "says": small.SHORT, "sources": ["rule"]}
_ENTRIES: dict[str, dict[str, Any]] = {
    "steps": {"id": "do", "who": "seller", "does": small.SHORT, "sources": ["rule"]},
    "by_itself": _NOTE,
    "aftercare": _NOTE,
    "trouble": _NOTE,
    "unknowns": {"id": "open", "says": small.SHORT, "ask": small.SHORT},
}


@pytest.mark.parametrize("section", _ENTRIES)
def test_an_entry_is_settled_by_the_answer_to_a_disputed_requirement_alone(section: str) -> None:
    """With a name that nothing answers to, the entry would stay for ever."""
    entry: Any = _ENTRIES[section] | {"settled_by": {"main/fine": "any"}}
    with pytest.raises(ShopexitError, match="settled_by: unknown name: main/fine"):
        small.rules(main=small.procedure(**dict[str, Any]({section: [entry]})))


@pytest.mark.parametrize(
    ("wanted", "answered", "is_left"),
    [("any", None, True), ("any", True, False), ("any", False, False), (True, False, True),
     (False, False, False)],
)  # fmt: skip
def test_an_entry_that_an_answer_settles_is_not_shown(
    wanted: bool | str, answered: bool | None, is_left: bool
) -> None:
    """Neither a step, nor a duty afterwards, nor a trouble, nor a question."""
    asked = {"holds": {"orders.open": 0}, "ask": small.SHORT}
    asked["disputed"] = [{"says": small.SHORT, "sources": ["rule"]}]
    more: dict[str, Any] = {
        section: [
            entry
            | {"id": section.replace("_", "-"), "settled_by": {"main/r0": wanted}}
            | ({"when": {"orders.open": 0}} if section in ("trouble", "unknowns") else {})
            | ({"says": {"zh": section, "en": section}} if "says" in entry else {})
        ]
        for section, entry in _ENTRIES.items()
    }
    more["steps"].append(_ENTRIES["steps"])
    book = small.rules(main=small.procedure(asks=[asked], **more))
    answers = {} if answered is None else {"small/main/r0": {"required": answered, "by": "x"}}
    report = small.reported(book, {}, answers=answers)
    acts = {action.ref.rpartition("/")[2] for action in report.plan.actions}
    said = {warning.says.en.split()[0] for warning in report.warnings}

    assert "do" in acts
    assert (acts & {"steps", "by-itself", "aftercare"} != set()) is is_left
    assert ({"steps", "by-itself", "aftercare"} <= acts) is is_left
    assert ({"trouble", "unknowns"} <= said) is (said & {"trouble", "unknowns"} != set()) is is_left
