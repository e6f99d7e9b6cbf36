"""Commands for GitHub, read as its runner reads them."""

from pathlib import Path

import pytest
from examplefleets import (
    EXAMPLES,
    commands_of,
    example,
    results_of,
    shop_of,
    unusable_shop,
    written_as,
)
from states import ROOT

from shopexit import Lang
from shopexit.formats import github

pytestmark = pytest.mark.usefixtures("in_the_checkout")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_command_for_each_result(path: Path, lang: Lang) -> None:
    """As grave and at the same place as in SARIF, the gravest first."""
    shop = shop_of(path, lang)
    commands = commands_of(written_as(github, [shop], lang))
    names = {"error": "error", "warning": "warning", "note": "notice"}
    results = [each for each in results_of([shop], lang) if not each["suppressions"]]
    results.sort(key=lambda each: list(names).index(each["level"]))
    assert [c.name for c in commands] == [names[each["level"]] for each in results]
    for command, result in zip(commands, results, strict=True):
        assert command.properties["file"] == path.relative_to(ROOT).as_posix()
        assert command.data.startswith(result["message"]["text"].replace("{{", "{"))
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            assert command.properties["line"] == str(region["startLine"])
            assert command.properties["col"] == str(region["startColumn"])
            assert command.properties["title"].startswith(result["ruleId"])


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (Lang.EN, "shopexit: 3 shops: BLOCKED 2, READY 1; could not be used: 1 more"),
        (Lang.ZH, "shopexit：3 家店：还不能办 2，可以办了 1；另有 1 份数据用不了"),
    ],
)
def test_the_last_line_sums_up(lang: Lang, line: str) -> None:
    """In words, and with no command in them."""
    blocked = example("kuaishou/blocked", lang)
    shops = [blocked, example("taobao/ready", lang), unusable_shop(), blocked]
    written = written_as(github, shops, lang)
    assert written.splitlines()[-1] == line
    (unusable, _) = [c for c in commands_of(written) if c.properties["file"] == "shops/broken.yaml"]
    assert unusable.name == "error"
    assert (unusable.properties["line"], unusable.properties["col"]) == ("3", "5")
