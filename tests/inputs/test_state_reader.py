"""Which platform a state is about, before anything else is read of it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from states import ROOT, parsed, written

from shopexit import Lang, Platform, ShopexitError
from shopexit.files import yaml
from shopexit.inputs.state_reader import platform_of
from shopexit.rules.loader import BrokenRulesError, RuleSet, packaged_rules


def named(text: str, rules: RuleSet | None = None) -> str:
    """Return the platform of a state in YAML text."""
    document = yaml.parse(text.encode(), "s.yaml")
    return platform_of(document, rules or packaged_rules()).platform


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("platform: kuaishou", "kuaishou"),
        ("platform: KUAISHOU", "kuaishou"),
        ("platform: 快手", "kuaishou"),
        ("platform: 1688", "1688"),
        ('{"platform": "1688"}', "1688"),
        ("platform: taobao\norders: 7\nnothing: 1", "taobao"),  # what is wrong is said later
    ],
)
def test_a_state_names_its_platform(text: str, wanted: str) -> None:
    """By its name or an alias, in any case, and whatever else it says."""
    assert named(text) == wanted


MISSING = (
    "'platform' is missing: write which platform the shop is on",
    "没写 platform：店铺数据要写是哪个平台的",
)


@pytest.mark.parametrize(
    ("text", "at", "en", "zh"),
    [
        ("shop: x", "1:1: ", *MISSING),
        ("platform:", "1:1: ", *MISSING),
        (
            "shop: x\nplatform: [kuaishou, taobao]",
            "2:1: platform: ",
            "found a list, expected text",
            "写的是一个列表，应为文字",
        ),
        (
            "platform: {kuaishou: 1}",
            "1:1: platform: ",
            "found a mapping, expected text",
            "写的是一组键值，应为文字",
        ),
        (
            "shop: x\nplatform: kuaisho",
            "2:1: platform: ",
            "there are no rules for 'kuaisho'\n  hint: did you mean kuaishou?",
            "没有平台“kuaisho”的规则\n  提示: 是不是想写 kuaishou？",
        ),
        (
            '{"platform": "kuaishou",\n"schema": "shopexit.shop/1"}',
            "2:1: schema: ",
            "this is output of shopexit, not a state file: keep output in another folder",
            "这是 shopexit 输出的结果，不是店铺数据；把结果放到别的文件夹",
        ),
        (
            "- platform: kuaishou",
            "1:1: ",
            "found a list, expected a mapping (KEY: VALUE)",
            "写的是一个列表，应为“键: 值”的形式",
        ),
    ],
)
def test_what_names_no_platform_is_refused(text: str, at: str, en: str, zh: str) -> None:
    """With the place, in both languages."""
    with pytest.raises(ShopexitError) as caught:
        named(text)
    (problem,) = caught.value.problems
    assert problem.in_words(Lang.EN) == f"error: s.yaml:{at}{en}"
    assert problem.in_words(Lang.ZH) == f"错误: s.yaml:{at}{zh}"


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("platfrom", "platform"),
        ("Platform", "platform"),
        ("“platform”", "platform"),
        ("平台", "platform (marketplace of the shop)"),
    ],
)
def test_a_misspelt_key_of_the_platform_is_named_with_all_else_that_is_wrong(
    key: str, meant: str
) -> None:
    """As it is where the call names the platform."""
    with pytest.raises(ShopexitError) as caught:
        named(f"{key}: 快手\norders: {{pending_payment: -1}}")
    assert [problem.in_words(Lang.EN) for problem in caught.value.problems] == [
        f"error: s.yaml:1:1: {MISSING[0]}",
        f"error: s.yaml:1:1: {key}: unknown key\n  hint: did you mean {meant}?",
        "error: s.yaml:2:10: orders.pending_payment: found -1, expected 0 or more",
    ]


def test_rules_that_cannot_be_used_are_no_fault_of_the_state(tmp_path: Path) -> None:
    """Their own file is named, or their folder, and not the state's."""
    shutil.copy(ROOT / "rules" / "facts.yaml", tmp_path)
    (tmp_path / "taobao.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    for rules in (RuleSet(tmp_path), RuleSet(tmp_path / "none")):
        with pytest.raises(BrokenRulesError) as caught:
            named("platform: taobao", rules)
        files = {str(problem.file) for problem in caught.value.problems}
        assert files <= {str(tmp_path / "taobao.yaml"), str(tmp_path / "none")}


CRABS = {
    "services.supply_chain_open": 0,
    "services.in_qic_warehouse": False,
    "services.unredeemed_crab_cards": 0,
    "services.last_crab_card_sold_on": "never",
}
"""What only shops with a special trade have to do with."""


@pytest.mark.parametrize(
    ("answer", "settled"), [("否", CRABS), ("true", {}), ("", {})], ids=["no", "yes", "unknown"]
)
def test_a_usual_answer_settles_what_it_sums_up(
    answer: str, settled: dict[str, object], rules_of: Mapping[str, Platform]
) -> None:
    """One answer in place of four; any other says nothing of them."""
    text = f"platform: douyin\nprofile: {{special_trade: {answer}}}\n"
    values = dict(parsed(text.encode(), rules_of["douyin"]).values)
    values.pop("profile.special_trade", None)
    assert values == settled


@pytest.mark.parametrize(
    "figure",
    ["supply_chain_open: 1", "in_qic_warehouse: true", "unredeemed_crab_cards: 3",
     "last_crab_card_sold_on: 2024-10-01"],
)  # fmt: skip
def test_a_figure_that_a_usual_answer_denies_is_a_contradiction(
    figure: str, rules_of: Mapping[str, Platform]
) -> None:
    """Neither of the two is believed."""
    text = f"platform: douyin\nprofile: {{special_trade: false}}\nservices: {{{figure}}}\n"
    with pytest.raises(ShopexitError) as caught:
        parsed(text.encode(), rules_of["douyin"])
    assert any("special trade" in problem.says.en for problem in caught.value.problems)


def test_a_status_that_the_platform_does_not_have_is_not_named(kuaishou: Platform) -> None:
    """On Kuaishou the notice runs before the application, so 公示中 is not `in_notice`."""
    with pytest.raises(ShopexitError) as refused:
        parsed("platform: kuaishou\nclosing: {status: 公示中}\n".encode(), kuaishou)
    (problem,) = refused.value.problems
    assert problem.says.en == (
        "found '公示中', expected one of not_applied (not applied for), rejected (refused),"
        " in_review (in review), closed (closed)"
    )
    assert problem.hint is None


@pytest.mark.parametrize(
    ("reason", "meant"),
    [
        ("after-sale-finished", "after-sales-finished"),
        ("taobao/close/orders-finished", "close/orders-finished"),
        ("after-sales-finished", None),
        ("a photo is not clear", None),
        ("no-such-thing", None),
    ],
)
def test_a_reason_that_is_nearly_an_id_is_taken_for_a_slip(
    reason: str, meant: str | None, kuaishou: Platform
) -> None:
    """Else the requirement that the shop was refused for would not be looked at."""
    raw = written("kuaishou", {"closing.status": "rejected", "closing.reason": reason})
    if meant is None:
        assert parsed(raw, kuaishou).values["closing.reason"]
        return
    with pytest.raises(ShopexitError) as error:
        parsed(raw, kuaishou)
    (problem,) = error.value.problems
    assert problem.key == "closing.reason"
    assert problem.hint
    assert f"did you mean {meant}" in problem.hint.en
