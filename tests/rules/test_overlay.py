"""Rules of one's own add and tighten as they like, and ease nothing without a reason."""

import json
import random
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from states import LONGER, ON, PLATFORMS, ROOT, as_json, parsed, written

from shopexit import Platform, ShopexitError, Verdict, check, load_rules
from shopexit.cli.app import run
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.files import yaml as yamlfile
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang
from shopexit.report.fact_table import open_facts
from shopexit.rules.entries import Level
from shopexit.rules.facts import NEVER, Fact, FactType, Values
from shopexit.rules.loader import RuleSet, packaged_rules, platform_in
from shopexit.rules.overlay import LaidOver
from shopexit.rules.procedure_checks import Subject

OWN = ROOT / "tests" / "own"
READY = ROOT / "examples" / "kuaishou" / "ready.yaml"
CLOSE = "kuaishou/close"
HANDBOOK = {"grade": "guide", "title": "手册", "publisher": "青禾", "read": "2026-11-20"}
TEXT = {"zh": "自己的话。", "en": "Own words."}
REASON = {"reason": "客户要求", "by": "李雷"}


def overlay(folder: Path, platform: str = "kuaishou", **file: Any) -> Path:
    """Write an overlay for one platform, and return its folder."""
    whole = {"platform": platform, "sources": {"handbook": HANDBOOK}, **file}
    (folder / f"{platform}.yaml").write_text(json.dumps(whole), encoding="utf-8")
    return folder


def entry(id_: str, **more: Any) -> dict[str, Any]:
    """Return a requirement of one's own, changed as is said."""
    common = {"level": "must", "says": TEXT, "fix": TEXT, "sources": ["handbook"]}
    return {"id": id_, **common, "holds": {"funds.withdrawable": 0}, **more}


def laid(folder: Path, section: str, *entries: Mapping[str, Any]) -> Platform:
    """Return the rules of Kuaishou with entries laid over closing."""
    overlay(folder, procedures={"close": {section: entries}})
    return load_rules("kuaishou", overlay=folder)


def refused(folder: Path, section: str, *entries: Mapping[str, Any]) -> str:
    """Return with which words entries are refused."""
    with pytest.raises(ShopexitError) as caught:
        laid(folder, section, *entries)
    return "\n".join(problem.in_words(Lang.EN) for problem in caught.value.problems)


def test_entries_are_added_at_the_end_and_changed_in_their_place(tmp_path: Path) -> None:
    """All else is as it was, and the packaged rules themselves are not touched."""
    before = load_rules("kuaishou").procedures["close"].requirements
    rules = laid(tmp_path, "requirements", {"id": "data-backed-up", "level": "must"}, entry("own"))
    after = rules.procedures["close"].requirements
    assert [r.id for r in after] == [*(r.id for r in before), "own"]
    changed = [a for a, b in zip(after, before, strict=False) if a.model_dump() != b.model_dump()]
    assert [(r.id, r.level) for r in changed] == [("data-backed-up", Level.MUST)]
    assert load_rules("kuaishou").procedures["close"].requirements is before


def test_what_is_own_says_so_in_its_words_and_in_the_platforms_name(tmp_path: Path) -> None:
    """In both languages; what has a reason says which, and whose. The name still finds it."""
    rules = laid(
        tmp_path,
        "requirements",
        entry("own"),
        {"id": "data-backed-up", "level": "must"},
        {"id": "notice-shown-30-days", "level": "should", **REASON},
    )
    says = {ref.rpartition("/")[2]: e.words for ref, e in rules.references.items() if e.own}
    assert says["own"].zh == "自己的话。（自家规则）"
    assert says["own"].en == "Own words. (own rule)"
    assert says["data-backed-up"].en.endswith(" (own change)")
    assert says["notice-shown-30-days"].zh.endswith("（自家改动：客户要求 — 李雷）")
    assert len(says) == 3
    assert rules.name.zh == "快手小店（含自家规则）"
    books = RuleSet(packaged_rules().folder, tmp_path)
    assert books.platform("快手小店") is books.platform("kuaishou")
    assert books.platform("taobao").name == load_rules("taobao").name


@pytest.mark.parametrize(
    ("section", "changed", "key"),
    [
        ("requirements", {"id": "orders-finished", "level": "should"}, "level"),
        ("requirements", {"id": "orders-finished", "holds": {"disputes.open": 0}}, "holds"),
        ("requirements", {"id": "orders-finished", "when": {"disputes.open": 1}}, "when"),
        ("requirements", {"id": "orders-finished", "sources": ["handbook"]}, "sources"),
        (
            "requirements",
            {"id": "orders-finished", "ask": TEXT,
             "disputed": [{"says": TEXT, "sources": ["handbook"]}]},
            "disputed",
        ),
        ("requirements", entry("own", returns="deposit.held"), "returns"),
        ("requirements", entry("own", cleared_by="refund-deposit"), "cleared_by"),
        ("steps", {"id": "review", "takes": "unknown"}, "takes"),
        ("steps", {"id": "own", "who": "seller", "does": TEXT, "sources": ["handbook"]}, "id"),
        (
            "aftercare",
            {"id": "own", "says": TEXT, "sources": ["handbook"], "returns": "deposit.held"},
            "returns",
        ),
    ],
)  # fmt: skip
def test_what_could_let_more_through_needs_a_reason_and_somebody(
    section: str, changed: dict[str, Any], key: str, tmp_path: Path
) -> None:
    """Either alone is not enough; the key that needs it is named at its line."""
    for some in ({}, {"reason": "客户要求"}, {"by": "李雷"}):
        said = refused(tmp_path, section, {**changed, **some})
        assert said.startswith(f"error: {tmp_path}/kuaishou.yaml:1:")
        assert "give `reason` and `by`" in said
        assert f".{section}[0].{key}: " in said or key == "id"
    assert laid(tmp_path, section, {**changed, **REASON}).references


def test_facts_that_are_not_to_be_looked_at_always_need_a_reason(tmp_path: Path) -> None:
    """Of a procedure and of the platform; what shows it is to be said, too."""
    item = {"facts": ["deposit.status"], "says": TEXT, "sources": ["handbook"]}
    for file in ({"not_asked": [item]}, {"procedures": {"close": {"not_asked": [item]}}}):
        with pytest.raises(ShopexitError, match="'reason' is missing"):
            load_rules("kuaishou", overlay=overlay(tmp_path, **file))
    overlay(tmp_path, not_asked=[{"facts": ["deposit.status"], "no_such_thing": True, **REASON}])
    with pytest.raises(ShopexitError, match="'says' is missing"):
        load_rules("kuaishou", overlay=tmp_path)
    overlay(tmp_path, not_asked=[{**item, **REASON}])
    (listed,) = [n for n in load_rules("kuaishou", overlay=tmp_path).not_asked if n.own]
    assert str(listed.says).count("李雷") == 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"platform": "taobao"}, "but its `platform` is taobao"),
        ({"sources": {"aiyong-2025": HANDBOOK}}, "the rules already have a source aiyong-2025"),
        ({"procedures": {"clse": {}}}, "did you mean close?"),
        ({"procedures": {"close": {"steps": [{"level": "must"}]}}}, "'id' is missing"),
        ({"procedures": {"close": {"default": False}}}, "procedures.close.default: unknown key"),
        ({"reviewed": "2026-11-28"}, "reviewed: unknown key"),
        (
            {"procedures": {"close": {"requirements": [entry("own", holds={"orders.opn": 0})]}}},
            "procedures.close.requirements[0].holds.orders.opn: there is no fact orders.opn",
        ),
        (
            {"procedures": {"close": {"requirements": [entry("own", sources=["other"])]}}},
            "procedures.close.requirements[0]: unknown name: other",
        ),
        (
            {"procedures": {"close": {"requirements": [entry("submit")]}}},
            "two entries have the id submit",
        ),
        (
            {
                "procedures": {
                    "close": {"requirements": [{"id": "order-finished", "level": "must"}]}
                }
            },
            "did you mean orders-finished?",
        ),
        (
            {
                "procedures": {
                    "close": {"requirements": [{"id": "orders-finished", "levle": "must"}]}
                }
            },
            "requirements[0].levle: unknown key\n  hint: did you mean level?",
        ),
        (
            {"procedures": {"close": {"steps": [entry("own", does=TEXT, who="seller")]}}},
            "this may be more lenient than the platform's rules",
        ),
    ],
)
def test_an_overlay_that_is_wrong_is_refused_in_its_own_file(
    file: dict[str, Any], words: str, tmp_path: Path
) -> None:
    """With the place there, and not where the entry comes to stand."""
    (tmp_path / "kuaishou.yaml").write_text(
        json.dumps({"platform": "kuaishou", "sources": {"handbook": HANDBOOK}, **file}), "utf-8"
    )
    with pytest.raises(ShopexitError) as caught:
        load_rules("kuaishou", overlay=tmp_path)
    (problem,) = caught.value.problems
    assert problem.in_words(Lang.EN).startswith(f"error: {tmp_path}/kuaishou.yaml:1:")
    assert words in problem.in_words(Lang.EN)


def test_a_folder_without_own_rules_or_with_a_platform_of_nobodys_is_refused(
    tmp_path: Path,
) -> None:
    """Own facts, too: a name or an ending that is misspelt would otherwise do nothing."""
    for name in (None, "facts.yaml", "kuaishuo.yaml", "kuaishou.yml", "taobao.yaml.txt"):
        if name:
            (tmp_path / name).write_text("platform: kuaishuo\n", encoding="utf-8")
        with pytest.raises(ShopexitError, match="name each file after a platform") as refused:
            load_rules("kuaishou", overlay=tmp_path)
        assert refused.value.problems[0].file == str(tmp_path / (name or ""))
        if name:
            (tmp_path / name).unlink()
    with pytest.raises(ShopexitError, match="rules folder does not exist"):
        load_rules("kuaishou", overlay=tmp_path / "none")


@pytest.mark.parametrize(
    "fmt",
    [
        "text",
        "json",
        "jsonl",
        "junit",
        "sarif",
        "github",
        "gitlab",
        "markdown",
        "csv",
        "ics",
        "html",
    ],
)
@pytest.mark.parametrize("lang", Lang)
def test_every_format_says_that_own_rules_were_laid_over(
    fmt: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also of a shop about which there is nothing else to say; without an overlay none does."""
    call = ["check", str(READY), "--on", str(ON), "--lang", lang, "--format", fmt]
    marks = ("own rule", "own-rules", "自家规则")
    for more, said in (([], False), (["--overlay", str(OWN)], True)):
        assert run([*call, *more]) == 0
        # A calendar folds its lines.
        out = capsys.readouterr().out.replace("\r\n ", "").replace("\n ", "")
        assert any(mark in out for mark in marks) is said


@pytest.mark.parametrize(
    "call",
    [
        ["check", str(READY), "--on", str(ON), "-q"],
        ["fleet", str(READY), "--on", str(ON)],
        ["steps", "kuaishou"],
        ["platforms"],
        ["facts", "kuaishou"],
        ["init", "kuaishou"],
        ["explain", f"{CLOSE}/nothing-left-to-withdraw"],
    ],
)
def test_every_command_that_shows_rules_says_so_too(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether they judge or list."""
    assert run([*call, "--overlay", str(OWN)]) == 0
    assert "own rule" in capsys.readouterr().out


def test_lint_and_test_know_an_overlay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first tells of its files alone; a state may expect what it brings about."""
    assert run(["lint", "--overlay", str(OWN)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"{len(PLATFORMS)} platforms: no errors, 2 warnings"
    assert all(line.startswith(("  hint", f"warning: {OWN}/")) for line in said[:-1])
    overlay(
        tmp_path, procedures={"close": {"requirements": [{"id": "orders-finished", "when": {}}]}}
    )
    assert run(["lint", "--overlay", str(tmp_path)]) == 1
    assert f"error: {tmp_path}/kuaishou.yaml:1:" in capsys.readouterr().out
    state = tmp_path / "state.yaml"
    expected = f"expect: {{outcomes: {{{CLOSE}/nothing-left-to-withdraw: met}}}}\n"
    ready = READY.read_text("utf-8").partition("\nexpect:\n")[0]
    state.write_text(f"{ready}\n{expected}", encoding="utf-8")
    assert run(["test", str(state), "--overlay", str(OWN)]) == 0
    assert run(["test", str(state)]) == 2


def test_reading_an_open_fact_without_a_reason_does_not_settle_it(tmp_path: Path) -> None:
    """That an agency looks at a figure does not mean that the platform is content with it."""
    (tmp_path / "own").mkdir()
    state = tmp_path / "state.yaml"
    text = READY.read_text("utf-8")
    assert "status: refundable" in text
    state.write_text(text.replace("status: refundable", "status: frozen"), encoding="utf-8")
    asks = entry("own", holds={"deposit.status": "frozen"})
    for more, open_ in (({}, True), (REASON, False)):
        rules = laid(tmp_path / "own", "requirements", {**asks, **more})
        state_file = read_state(state, rules)
        report = check(rules, state_file, EvaluationOptions(ON))
        assert bool(report.open_points) is open_


# --- no overlay without a reason makes a shop better off ------------------------------------


def _value(fact: Fact, dice: random.Random) -> Any:
    match fact.type:
        case FactType.COUNT:
            return dice.choice([0, 1, 30])
        case FactType.MONEY:
            return dice.choice([Decimal(0), Decimal("0.01"), Decimal(500)])
        case FactType.FLAG:
            return dice.choice([True, False])
        case FactType.CHOICE:
            return dice.choice(list(fact.choices))
        case FactType.DATE:
            return dice.choice([NEVER, "2026-11-20", "2026-10-01", "2025-01-01"])
    return "text"


def _matcher(fact: Fact, dice: random.Random) -> Any:
    value = _value(fact, dice)
    if fact.type in (FactType.COUNT, FactType.MONEY):
        plain = as_json(value) if isinstance(value, Decimal) else value
        return dice.choice([plain, {"at_most": plain}, {"at_least": plain}])
    if fact.type is FactType.DATE:
        return {"at_least_days_ago": dice.choice([0, 30])}
    return dice.choice([value, {"not": value}])


def pool(rules: Platform) -> list[str]:
    """Return the facts of a shop, those more often that no rule of some procedure speaks of."""
    shop = [f for f in rules.vocabulary.facts if not f.startswith("order.")]
    return [*shop, *[*open_facts(rules)] * 4]


def drawn_overlay(rules: Platform, dice: random.Random) -> dict[str, Any]:
    """Draw an overlay without reasons: of all kinds of changes, allowed or not."""
    shop = pool(rules)
    procedures: dict[str, Any] = {}
    for name, procedure in rules.procedures.items():
        entries: list[dict[str, Any]] = []
        for i in range(dice.randint(0, 2)):
            facts = dice.sample(shop, dice.randint(1, 3))
            holds = {f: _matcher(rules.vocabulary.facts[f], dice) for f in facts}
            own = entry(f"own{i}", holds=holds, level=dice.choice(["must", "should"]))
            if dice.random() < 0.3:
                fact = dice.choice(shop)
                own["when"] = {fact: _matcher(rules.vocabulary.facts[fact], dice)}
            if dice.random() < 0.2:
                own |= {"disputed": [{"says": TEXT, "sources": ["handbook"]}], "ask": TEXT}
            if dice.random() < 0.2:
                own["takes"] = [{"days": dice.choice([0, 3]), "sources": ["handbook"]}]
            entries.append(own)
        for requirement in dice.sample(procedure.requirements, dice.randint(0, 1)):
            changes: list[dict[str, Any]] = [{"level": "must"}, {"level": "should"}, {"fix": TEXT}]
            change = dice.choice([*changes * 3, {"when": {dice.choice(shop): 1}}, {"says": TEXT}])
            entries.append({"id": requirement.id, **change})
        procedures[name] = {"requirements": entries}
    return procedures


def drawn_state(rules: Platform, known: Values, dice: random.Random) -> bytes:
    """Draw a shop like one that is known, but for a few figures."""
    values = dict(known)
    shop = pool(rules)
    for path in dice.sample(shop, dice.randint(0, 2)):
        values[path] = _value(rules.vocabulary.facts[path], dice)
    return written(rules.platform, values)


def not_blocked(rules: Platform) -> list[tuple[str, Values]]:
    """Return the procedures for shops that examples are not blocked in, with their figures."""
    found = []
    for path in sorted((ROOT / "examples" / rules.platform).glob("*.yaml")):
        values = read_state(path, rules).values
        for name, procedure in rules.procedures.items():
            if procedure.subject is Subject.SHOP:
                state = parsed(written(rules.platform, values), rules)
                with suppress(ShopexitError):
                    report = check(rules, state, EvaluationOptions(ON, procedure=name))
                    if report.verdict is not Verdict.BLOCKED:
                        found.append((name, values))
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_overlay_without_a_reason_makes_any_shop_better_off(
    platform: str,
) -> None:
    """Random shops under random overlays: where one is accepted, no verdict rises by it."""
    dice = random.Random(f"overlay {platform}")  # noqa: S311 - nothing is to be kept secret
    base, under = load_rules(platform), packaged_rules().document(f"{platform}.yaml")
    known = not_blocked(base)
    laid_over = judged = lowered = 0
    while judged < 50 * LONGER:
        own = {"platform": platform, "sources": {"handbook": HANDBOOK}}
        over = json.dumps({**own, "procedures": drawn_overlay(base, dice)}).encode()
        try:
            laid_rules = LaidOver(under, yamlfile.parse(over, "own.yaml"))
            rules = platform_in(laid_rules, base.vocabulary, base.calendar)
        except ShopexitError:
            continue
        laid_over += 1
        for _ in range(10):
            procedure, values = dice.choice(known)
            raw = drawn_state(base, values, dice)
            options = EvaluationOptions(ON, procedure=procedure)
            try:
                before = check(base, parsed(raw, base), options).verdict
            except ShopexitError:
                continue
            after = check(rules, parsed(raw, rules), options).verdict
            assert after.rank <= before.rank, (before, after, raw, over)
            judged += 1
            lowered += after.rank < before.rank
    assert laid_over
    assert lowered or LONGER == 1  # fifty draws may tighten nothing that these shops lack
