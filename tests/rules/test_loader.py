"""Finding rule files, and reading them alike wherever they are read."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from states import PLATFORMS, ROOT

from shopexit import Platform, ShopexitError, load_rules
from shopexit.files import yaml as yamlfile
from shopexit.messages import Lang
from shopexit.rules import loader
from shopexit.rules.loader import RuleSet, packaged_rules

FILES = sorted([*(ROOT / "rules").glob("*.yaml"), *(ROOT / "examples").glob("*/*.yaml")])


def _plain(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return [(_plain(key), _plain(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value if node else None


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="libyaml is not there to compare with")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_reads_the_same_with_and_without_libyaml(path: Path) -> None:
    """Libyaml accepts more: a question mark inside braces, for one."""
    text = path.read_text(encoding="utf-8")
    fast, slow = yaml.compose(text, yaml.CSafeLoader), yaml.compose(text, yaml.SafeLoader)
    assert _plain(fast) == _plain(slow)


def test_the_packaged_rules_are_those_of_the_checkout() -> None:
    """All of its platforms, and nothing else that could be taken for one."""
    assert packaged_rules().names == tuple(sorted(PLATFORMS))


def test_a_platform_is_loaded_once_whatever_it_is_called() -> None:
    """By its name, in any case, or by an alias."""
    rules = packaged_rules()
    assert rules.platform("快手") is rules.platform("KUAISHOU") is rules.platform("kuaishou")
    assert rules is packaged_rules()


@pytest.mark.parametrize(("wrong", "hint"), [("kuaisho", "kuaishou"), ("快手小点", "快手小店")])
def test_an_unknown_platform_is_answered_with_the_nearest(wrong: str, hint: str) -> None:
    """By name or by alias."""
    with pytest.raises(ShopexitError, match=hint):
        load_rules(wrong)


def test_a_name_that_is_near_to_none_is_answered_with_all() -> None:
    """A seller sees at once what there is."""
    with pytest.raises(ShopexitError, match=r"1688, AliExpress.*Douyin.*Kuaishou.*Taobao"):
        load_rules("zzz")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("天猫", "天猫"), ("tmall", "天猫"), ("天猫店", "天猫"), ("拼多多", "拼多多"),
        ("PDD", "拼多多"),
        ("京东", "京东"), ("闲鱼", "闲鱼"), ("视频号", "微信小店"),
        ("微信小店", "微信小店"), ("视频号小店", "微信小店"), ("TikTok Shop", "TikTok Shop"),
        ("tiktok", "TikTok Shop"), ("tiktok-shop", "TikTok Shop"), ("Shopee", "Shopee"),
        ("虾皮店铺", "Shopee"), ("temu", "Temu"), ("半托管", "速卖通半托管"),
    ],
)  # fmt: skip
def test_a_marketplace_that_is_not_covered_is_named_as_such(written: str, told: str) -> None:
    """With those that are; and it is taken for none of them."""
    with pytest.raises(ShopexitError) as caught:
        load_rules(written)
    (problem,) = caught.value.problems
    assert problem.in_words(Lang.ZH) == (
        f"错误: {told}的规则和别的平台不一样，这里还没有收\n"
        f"  提示: 现有：{'、'.join(load_rules(name).name.zh for name in PLATFORMS)}"
    )


def test_no_platform_is_also_said_not_to_be_covered(rules_of: Mapping[str, Platform]) -> None:
    """Each answers to every word for it, in any case."""
    for name, platform in rules_of.items():
        for word in platform.called:
            assert load_rules(word).platform == load_rules(word.upper()).platform == name
            assert loader.not_covered(word) is None


def test_a_name_cannot_leave_the_folder_of_rules() -> None:
    """Only names that are listed are ever opened."""
    with pytest.raises(ShopexitError):
        load_rules("../examples/kuaishou/ready")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """And no traceback."""
    with pytest.raises(ShopexitError):
        _ = RuleSet(tmp_path / "none").vocabulary
    with pytest.raises(ShopexitError):
        load_rules("kuaishou", tmp_path / "none")


def test_rules_say_where_they_were_read(tmp_path: Path) -> None:
    """The file and the line of a mistake, and not that of the parser."""
    for name in ("facts.yaml", "demo.yaml"):
        text = (ROOT / "tests" / "rulebook" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("level: must", "level: maybe", 1), "utf-8")
    with pytest.raises(ShopexitError) as caught:
        load_rules("demo", tmp_path)
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "demo.yaml")
    lines = (tmp_path / "demo.yaml").read_text(encoding="utf-8").splitlines()
    assert "level: maybe" in lines[(problem.line or 0) - 1]
    assert yamlfile.read(tmp_path / "facts.yaml").data
