"""Rules are listed a line each: all of a platform, or those in which a word stands."""

import json
from collections.abc import Mapping

import pytest
from smallrules import procedure, rules

from shopexit import Platform
from shopexit.formats import RenderOptions, renderer
from shopexit.messages import Lang
from shopexit.report.rule_list import RuleList, list_rules, nothing_found


def refs(shown: RuleList) -> list[str]:
    """Return the references that are listed."""
    return [entry.ref for each in shown.procedures for entry in each.entries]


def found(platform: Platform, word: str) -> list[str]:
    """Return the references of the rules with a word, without the platform's name."""
    return [ref.partition("/")[2] for ref in refs(list_rules([platform], Lang.ZH, word=word))]


def test_a_platform_is_listed_whole_in_the_order_of_its_rules(
    rules_of: Mapping[str, Platform],
) -> None:
    """With the level of what is required, and the best grade of each."""
    for platform in rules_of.values():
        shown = list_rules([platform], Lang.EN)
        assert refs(shown) == list(platform.references)
        assert shown.count == len(platform.references)
        entries = [entry for each in shown.procedures for entry in each.entries]
        assert {e.ref: e.grade for e in entries} == platform.grades
        assert [e.ref for e in entries if e.level] == list(platform.required)


def test_one_procedure_is_listed_alone(kuaishou: Platform) -> None:
    """And nothing of the others."""
    (only,) = list_rules([kuaishou], Lang.EN, procedure="refund-deposit").procedures
    assert only.procedure == "refund-deposit"
    assert len(only.entries) == len(kuaishou.procedures["refund-deposit"].entries)


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("notice-shown", "close/notice-shown-30-days"),  # its reference
        ("店铺首页连续挂满", "close/notice-shown-30-days"),  # its sentence
        ("SHOP'S HOME page", "close/notice-shown-30-days"),
        ("钻石展位", None),
    ],
)  # fmt: skip
def test_a_word_is_found_wherever_it_stands(word: str, ref: str | None, kuaishou: Platform) -> None:
    """In either language and any case, whatever language the list is in."""
    assert (ref in found(kuaishou, word)) is (ref is not None)


def test_a_word_is_looked_for_in_every_text_of_an_entry(kuaishou: Platform) -> None:
    """Ways out, notes, labels of the facts that are read, and menus."""
    for ref, entry in kuaishou.references.items():
        texts = [entry.words, entry.way_out, entry.note]
        for text in filter(None, texts):
            assert ref in refs(list_rules([kuaishou], Lang.EN, word=text.zh))
            assert ref in refs(list_rules([kuaishou], Lang.ZH, word=text.en))
        for place in entry.where:
            assert ref in refs(list_rules([kuaishou], Lang.EN, word=place.path[-1]))
    label = kuaishou.vocabulary.facts["orders.pending_shipment"].label.zh
    assert "close/orders-finished" in found(kuaishou, label)


def test_of_several_words_each_has_to_be_there(kuaishou: Platform) -> None:
    """In any order; a blank is no word."""
    both = found(kuaishou, "保证金 支付宝")
    assert both
    assert both == found(kuaishou, "支付宝  保证金")
    assert set(both) <= set(found(kuaishou, "支付宝")) & set(found(kuaishou, "保证金"))
    assert found(kuaishou, " ") == found(kuaishou, "") == []


def test_the_name_of_a_platform_is_no_word_of_its_rules(kuaishou: Platform) -> None:
    """Half of it would be found in every reference."""
    assert "close/orders-finished" not in found(kuaishou, "kuaisho")


def test_nothing_found_is_answered_with_a_few_names(rules_of: Mapping[str, Platform]) -> None:
    """Five at most, of platforms, procedures and rules; or with what to do."""
    error = nothing_found(rules_of.values(), "kuaisho")
    assert "did you mean kuaishou" in str(error)
    hints = [
        str(nothing_found(rules_of.values(), word)).partition("mean ")[2]
        for word in ("deposit-returne", "orders-finishd", "退保正金")
    ]
    assert all(0 < len(hint.split(", ")) <= 5 for hint in hints)
    assert "to list all its rules" in str(nothing_found(rules_of.values(), "qqqqqqqq"))


@pytest.mark.parametrize("lang", Lang)
def test_texts_of_rules_and_words_of_a_call_are_shown_as_text(lang: Lang) -> None:
    """No markup and no escape sequence acts."""
    platform = rules(main=procedure())
    shown = list_rules([platform], lang, word="main/")
    assert shown.procedures
    hostile = list_rules([platform], lang, word="\x1b[31m main [red]")
    assert hostile.word == "\\u001b[31m main [red]"
    for color in (False, True):
        text = renderer("rules", "text")(hostile, RenderOptions(80, color))
        assert "[red]" in text
        assert "\x1b[31m" not in text
    assert json.loads(renderer("rules", "json")(shown, RenderOptions()))["word"] == "main/"
