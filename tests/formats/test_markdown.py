"""Markdown: what a reader must see is in the rendered text, and nothing from a file acts in it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from states import ON, ROOT

from shopexit import Lang, Platform, Report, check
from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import EvaluationOptions, Outcome
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.formats import RenderOptions, markdown, markup
from shopexit.formats.words import DISCLAIMER, VERDICTS
from shopexit.inputs.state_reader import read_state
from shopexit.messages import both, clean
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import SkippedProcedure
from shopexit.report.plan_model import NamedProcedure, Reason, ReportedMilestone, ReportedPlace, Why
from shopexit.rules.entries import Level, Who

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
BREAK = "<!-- -->"
HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:1)",
    "| a | b |",
    "# h #",
    "*b* _i_ ~~s~~ **",
    "`",
    "``` a",
    "a\nb\r\n\r\n- c",
    "@all",
    "see #12 and GH-3, o/r#4",
    "![i](http://x)",
    "http://x.com www.x.com a@b.com <https://x>",
    ":::",
    ":smile:",
    "1. x",
    "12) x",
    "- [ ] x",
    "+ x",
    "---",
    "===",
    "> q",
    "&lt;b&gt; &amp; &#35;",
    "\\",
    "a\\|b\\\\|",
    "$x$ $$y$$",
    "</details><summary>",
    "<!-- a -->",
    "[^1]: n",
    "\x1b[31mred\x1b[0m",
    "\u202eabc",
    "\ud800",
    "店" * 10_000,
    "*|`" * 333,
)


def _example(rules_of: Mapping[str, Platform], path: Path, lang: Lang) -> Report:
    rules = rules_of[path.parent.name]
    procedure = "refund-deposit" if path.stem.startswith("refund-") else None
    return check(
        rules, read_state(path, rules), EvaluationOptions(on=ON, procedure=procedure, lang=lang)
    )


@pytest.fixture
def blocked(rules_of: Mapping[str, Platform]) -> Report:
    """Return a report with findings, actions of every kind, money and sources."""
    return _example(rules_of, ROOT / "examples" / "kuaishou" / "blocked.yaml", Lang.EN)


@pytest.fixture
def of_orders(rules_of: Mapping[str, Platform]) -> Report:
    """Return a report about orders."""
    return _example(rules_of, ROOT / "examples" / "1688" / "orders.yaml", Lang.EN)


def _text(token: Token) -> str:
    """Return what a reader sees of a paragraph, heading or cell."""
    seen = {"text", "code_inline", "softbreak"}
    parts = (t.content or "\n" for t in token.children or () if t.type in seen)
    return "".join(parts)


def _blocks(report: Report) -> list[str]:
    return [
        _text(t)
        for t in READER.parse(markdown.report(report, RenderOptions()))
        if t.type == "inline"
    ]


def _elements(written: str) -> set[str]:
    """Return the kinds of everything that is in a text and is not plain text."""
    tokens = READER.parse(written)
    children = [child for token in tokens for child in token.children or ()]
    return {
        f"{t.type} {t.content.strip()}".strip() if t.type.startswith("html") else t.type
        for t in (*tokens, *children)
        if t.type not in {"inline", "text"} and t.content.strip() != BREAK
    }


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_reader_sees_what_matters(
    path: Path, lang: Lang, rules_of: Mapping[str, Platform]
) -> None:
    """Verdict, everything in the way with what to do, every action, and the disclaimer."""
    report = _example(rules_of, path, lang)
    blocks = _blocks(report)

    assert VERDICTS[report.verdict][lang] in blocks[0]
    assert clean(report.shop or "") in blocks[0]
    assert blocks[-1] == DISCLAIMER[lang]
    for finding in report.findings:
        if finding.outcome in {Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED}:
            assert any(block.startswith(finding.says[lang]) for block in blocks)
            assert any(block.endswith(finding.ref) for block in blocks)
    for action in report.plan.actions:
        assert any(action.does[lang] in block for block in blocks)
    for milestone in report.plan.milestones:
        assert all(
            str(day) in " ".join(blocks) for day in (milestone.earliest, milestone.latest) if day
        )
        unknown = {Lang.ZH: "说不准", Lang.EN: "not known"}[lang]
        assert (milestone.earliest and milestone.latest) or unknown in blocks
    for each in report.money.sums:
        assert each.label[lang] in blocks


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_only_html_is_the_fold_around_the_sources(
    path: Path, lang: Lang, rules_of: Mapping[str, Platform]
) -> None:
    """Nothing ends in spaces; links lead to sources and nowhere else."""
    report = _example(rules_of, path, lang)
    written = markdown.report(report, RenderOptions())
    html = [e for e in _elements(written) if e.startswith("html")]
    opening = next(e for e in html if "<summary>" in e)

    assert len(html) == 2
    assert re.fullmatch(r"html_block <details>\n<summary>[^<>]+</summary>", opening)
    assert "html_block </details>" in html
    assert not re.search(r"[ \t]$", written, re.MULTILINE)
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
    tokens = [c for t in READER.parse(written) for c in t.children or ()]
    links = {str(t.attrs["href"]) for t in tokens if t.type == "link_open"}
    assert all(link.startswith(("https://", "http://")) for link in links)
    assert not any(t.type == "image" for t in tokens)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("lang", Lang)
def test_a_hostile_name_is_shown_as_it_is(lang: Lang, name: str, of_orders: Report) -> None:
    """As the shop, an order, a rule, a figure, a menu, a source: it changes nothing around it."""
    report = replace(of_orders, lang=lang)
    shown, calm = _named(report, name), _named(report, "X0X")

    assert _blocks(shown) == [block.replace("X0X", clean(name)) for block in _blocks(calm)]
    assert _elements(markdown.report(shown, RenderOptions())) == _elements(
        markdown.report(calm, RenderOptions())
    )


def _named(report: Report, name: str) -> Report:
    """Return a report that has a name wherever text from a file may stand."""
    says = both(name)
    case = replace(report.procedures[0], order=name, name=says)
    finding = next(f for f in report.findings if f.disputed)
    source = replace(finding.sources[0], place=name)
    side = replace(finding.disputed[0], says=says, sources=(source,))
    figure = replace(finding.figures[0], label=says, has=says, needs=says, holds=False)
    finding = replace(
        finding, outcome=Outcome.UNMET, level=Level.MUST, says=says, fix=says, note=says,
        reason=says, figures=(figure,), sources=(source,), disputed=(side,), order=name,
        procedure=case.procedure,
    )  # fmt: skip
    place = ReportedPlace(path=(name, name), sources=(source,))
    action = replace(
        report.plan.actions[0], does=says, where=(place,), note=says, into=says, ask=says,
        takes=says, claims=(), disputed=(side,), procedure=case.procedure, order=None,
    )  # fmt: skip
    plan = replace(
        report.plan, actions=(action, replace(action, order=name)),
        next=(replace(report.plan.next[0], does=says, examples=(name, name)),),
        joined=(NamedProcedure(procedure="x", name=says),),
        milestones=(_milestone(name=says, held_by=Reason(ref=name, why=Why.HELD, says=says)),),
    )  # fmt: skip
    owed = replace(report.money.sums[0], label=says, into=says)
    return replace(
        report, shop=name, platform_name=says, findings=(finding,), plan=plan,
        sources=(replace(report.sources[0], title=name, publisher=name),),
        procedures=(case, replace(case, order=None)),
        judged=(NamedProcedure(procedure=case.procedure, name=says),),
        money=replace(report.money, sums=(owed,)),
        warnings=(ResultWarning("x", says),),
        skipped=(SkippedProcedure(procedure="x", name=says, reason=says),),
    )  # fmt: skip


def _milestone(**parts: Any) -> ReportedMilestone:
    bare = {
        "ref": "kuaishou/close/made-up", "procedure": "close",
        "name": both("Close"), "stage": Stage.FINISH, "earliest": ON,
        "latest": None, "estimated": False, "done": False,
        "held_by": None, "late_by": None, "open_by": (),
        "returns": None,
    }  # fmt: skip
    return ReportedMilestone(**{**bare, **parts})


@given(st.text() | st.text("\\`*_{}[]()#+-.!|<>&~$@:=w/1aG H\n", max_size=40))
def test_escaped_text_is_read_back_as_it_is(text: str) -> None:
    """In a list, a task, a table, a heading, alone: with no element of its own."""
    assume(clean(text))
    escaped = markup.escape(text)
    for written, around in (
        (f"- {escaped}\n", "bullet_list_open"),
        (f"- [ ] {escaped}\n", "bullet_list_open"),
        (f"# {escaped}\n", "heading_open"),
        (f"| a |\n| --- |\n| {escaped} |\n", "table_open"),
        (f"{escaped}\n", "paragraph_open"),
    ):
        tokens = READER.parse(written)
        shown = [token for token in tokens if token.type == "inline"]
        children = shown[-1].children or []

        assert tokens[0].type == around
        assert len(shown) == (2 if around == "table_open" else 1)
        assert _text(shown[-1]).removeprefix("[ ] " if "[ ] " in written else "") == clean(text)
        assert all(child.type == "text" or child.content == BREAK for child in children)


@given(st.text() | st.text("` a", max_size=12))
def test_code_is_read_back_as_it_is(text: str) -> None:
    """However many backticks are in it."""
    assume(clean(text))
    (token,) = (t for t in READER.parse(f"- {markup.code(text)}\n") if t.type == "inline")

    assert [(c.type, c.content) for c in token.children or ()] == [("code_inline", clean(text))]


@pytest.mark.parametrize(
    "text", ["@all", "a@b.com", "#12", "o/r#4", "GH-7", ":smile:", "http://x.com", "www.x.com"]
)
def test_nothing_is_left_for_github_to_link(text: str) -> None:
    """It links what it finds in the text that was read, so the text is in two pieces there."""
    written = markup.escape(text)
    (token,) = (t for t in READER.parse(written) if t.type == "inline")
    pieces = [c.content for c in token.children or () if c.type == "text"]

    assert "".join(pieces) == text
    assert text not in written
    if not re.search("http|www", text):  # these two are looked for in what is written
        assert len(pieces) == 2


def test_plain_sentences_stay_readable() -> None:
    """Numbers, dates, Chinese and brackets are not littered with backslashes."""
    for text in (
        "1500.00",
        "2026-12-23",
        "要等（30天）：在售、审核中都是 0。",
        "It's 3-5 days, (or 7).",
    ):
        assert markup.escape(text) == text


def test_the_plan_is_a_list_of_tasks(blocked: Report) -> None:
    """Done ones are ticked; what happens by itself is no task; there is no way back is bold."""
    action = replace(
        blocked.plan.actions[0], does=both("Do it."), done=False, where=(), claims=(), note=None
    )
    steps = (
        replace(action, phase=Phase.APPLY, done=True),
        replace(action, phase=Phase.APPLY, point_of_no_return=True, due=date(2026, 10, 1)),
        replace(action, phase=Phase.BY_ITSELF, who=Who.PLATFORM),
    )
    told = replace(blocked, plan=replace(blocked.plan, actions=steps, today=()))
    lines = markdown.report(told, RenderOptions()).splitlines()

    tasks = [line for line in lines if "Do it." in line]
    assert tasks == ["- [x] Do it.", "- [ ] Do it.", "- Do it. (2026-11-22, platform)"]
    assert "  - **There is no way back after this**" in lines
    assert "  - **Was due by 2026-10-01, now overdue**" in lines


def test_a_day_that_nobody_knows_is_said_to_be_so(blocked: Report) -> None:
    """And what leaves it open is told once, however many milestones hang on it."""
    reason = Reason(ref="x/y/z", why=Why.UNPUBLISHED, says=both("nobody wrote it down"))
    still_open = _milestone(open_by=(reason,))
    for milestones in ((still_open,) * 2, (still_open, replace(still_open, held_by=reason))):
        plan = replace(blocked.plan, milestones=milestones, actions=())
        blocks = _blocks(replace(blocked, plan=plan))

        assert blocks.count("not known") == 2
        assert blocks.count("nobody wrote it down") == 1


def test_orders_begin_with_what_is_next_for_all_of_them(of_orders: Report) -> None:
    """Also for those that are not shown one by one."""
    group = replace(
        of_orders.plan.next[0], does=both("Ship."), orders=100_000, amount="7.50",
        without_amount=3, phase=Phase.CLEAR, earliest=ON, latest=date(2026, 12, 1),
        act_by=None, examples=("A1", "A2"),
    )  # fmt: skip
    checked = replace(of_orders.checked, orders=100_000)
    plan = replace(of_orders.plan, next=(group,))
    told = replace(of_orders, plan=plan, checked=checked)
    written = markdown.report(told, RenderOptions())

    row = "| Ship. | 100000 | 7.50 CNY (3 more not given) | 2026-11-22 to 2026-12-01 | A1, A2, … |"
    assert row in written
    assert written.index(row) < written.index("### Plan")
    assert f"{100_000 - checked.orders_shown} more are not." in written


def test_each_sum_says_where_it_goes(blocked: Report) -> None:
    """And why, if it does not come back; nothing is netted, and what is not given is said so."""
    bare = replace(
        blocked.money.sums[0], group=None, why=None, earliest=None, latest=None, open_by=(),
        into=None, ref=None, procedure=None,
    )  # fmt: skip
    sums = (
        replace(bare, label=both("a"), group=MoneyGroup.TO_PAY, amount="5.00"),
        replace(bare, label=both("b"), amount=None),
        replace(
            bare,
            label=both("c"),
            group=MoneyGroup.IN_DOUBT,
            amount="7.00",
            why=both("it is frozen"),
        ),
        replace(bare, label=both("d"), group=MoneyGroup.COMES_BACK, amount="9.00", latest=ON),
        replace(bare, label=both("e"), group=MoneyGroup.STAYS, amount="11.00"),
    )
    amounts = {"comes_back": "9.00", "stays": "11.00", "in_doubt": "7.00", "to_pay": "5.00"}
    money = replace(blocked.money, sums=sums, missing=("b",), **amounts)
    blocks = _blocks(replace(blocked, money=money))

    def row(name: str) -> list[str]:
        return blocks[blocks.index(name) + 1 : blocks.index(name) + 4]

    assert row("a") == ["5.00", "To pay", ""]
    assert row("b") == ["not given", "", ""]
    assert row("c") == ["7.00", "In doubt: it is frozen", ""]
    assert row("d") == ["9.00", "Comes back", "by 2026-11-22"]
    assert row("e") == ["11.00", "Kept by the platform while the shop is open", ""]
    (total,) = (block for block in blocks if "without amounts that are not given" in block)
    for said in ("9.00", "11.00", "7.00", "5.00"):
        assert said in total


def test_a_waived_requirement_says_who_waived_it(blocked: Report) -> None:
    """And no longer what to do about it."""
    first = next(f for f in blocked.findings if f.outcome is Outcome.UNMET)
    waived = replace(first, outcome=Outcome.WAIVED, reason=both("waived by me"), clears_on=None)
    findings = tuple(waived if f is first else f for f in blocked.findings)
    quiet = replace(blocked.plan, actions=())
    blocks = _blocks(replace(blocked, findings=findings, plan=quiet))

    assert "Waived (1)" in blocks
    assert "waived by me" in blocks
    assert not any(first.fix.en in block for block in blocks)


def test_figures_of_which_one_is_enough_are_said_to_be_so(of_orders: Report) -> None:
    """A reader must not take them for several things to do."""
    finding = next(f for f in of_orders.findings if f.outcome is Outcome.UNMET and f.figures)
    figure = replace(finding.figures[0], holds=False, has=both("1"), needs=both("0"))
    figures = tuple(
        replace(figure, label=both(label), alternative=label != "c") for label in ("a", "b", "c")
    )
    blocks = _blocks(replace(of_orders, findings=(replace(finding, figures=figures),)))

    expected = ["either a: now 1, needs 0", "or b: now 1, needs 0", "c: now 1, needs 0"]
    assert [block for block in blocks if block.endswith("needs 0")] == expected
