"""What a report warns about: age, waivers, answers and steps that point nowhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from demo import DEMO, READY
from exits import left
from states import ON, ROOT, parsed, written

from shopexit import Grade, Platform, ShopexitError, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions


def codes(on: date = ON, **more: Any) -> list[str]:
    """Return the codes of the warnings about a shop that is otherwise ready."""
    report = check(DEMO, parsed(written("demo", READY, **more), DEMO), EvaluationOptions(on=on))
    # Which years are published is a matter of the calendar, and has tests of its own.
    return [w.code for w in report.warnings if w.code != "calendar-estimated"]


def waiver(requirement: str, until: str = "2026-12-31") -> dict[str, str]:
    """Return a waiver as a state file has it."""
    return {"requirement": requirement, "reason": "r", "by": "b", "until": until}


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (date(2026, 11, 29), []),
        (date(2026, 11, 30), ["state-old"]),
        (date(2026, 11, 21), ["state-from-later"]),
        (date(2027, 5, 20), ["state-old"]),
        (date(2027, 5, 21), ["state-old", "rules-old"]),
    ],
)
def test_age_is_warned_about_from_the_day_after_its_limit(on: date, wanted: list[str]) -> None:
    """Seven days for figures, a hundred and eighty for rules."""
    assert codes(on) == wanted


@pytest.mark.parametrize(
    ("as_of", "on", "is_void"),
    [
        ("2026-11-24", "2026-11-30", False),
        ("2026-11-30", "2026-12-01", True),
        ("2026-12-31", "2027-01-01", True),
    ],
)
def test_a_figure_about_the_month_is_void_in_the_next(
    as_of: str, on: str, is_void: bool, rules_of: Mapping[str, Platform]
) -> None:
    """That last month's sheet is out, read in November, says nothing in December."""
    facts = {"closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held"}
    report = left(rules_of["xiaohongshu"], facts, on=on, as_of=as_of)
    (sheet,) = (f for f in report.findings if "funds.sheet_to_come" in f.has)

    assert (sheet.outcome == "unknown") is is_void
    assert report.verdict == ("undetermined" if is_void else "ready")
    assert ("state-of-month" in {w.code for w in report.warnings}) is is_void


def test_a_figure_about_the_month_is_of_no_matter_once_the_shop_is_closed(
    rules_of: Mapping[str, Platform],
) -> None:
    """No procedure asks for it any more, and the account may be locked."""
    facts = {
        "closing.status": "closed", "closing.by": "seller", "closing.applied_on": "2026-10-01",
        "closing.closed_on": "2026-11-10", "deposit.held": 0, "deposit.status": "returned",
    }  # fmt: skip
    report = left(rules_of["xiaohongshu"], facts, on="2026-12-01", as_of="2026-11-30")

    assert report.verdict == "done"
    assert "state-of-month" not in {warned.code for warned in report.warnings}


def test_undated_figures_are_warned_about() -> None:
    """Their age is not known."""
    assert codes(as_of=None) == ["state-undated"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (waiver("demo/close/no-such"), ["waiver-unmatched"]),
        (waiver("demo/close/apply"), ["waiver-unmatched"]),
        (waiver("demo/close/no-orders", "2026-11-21"), ["waiver-lapsed"]),
        (waiver("demo/close/no-orders"), ["waiver-unused"]),
        (waiver("demo/refund/not-frozen"), []),
    ],
)
def test_a_waiver_that_does_nothing_is_reported(given: dict[str, str], wanted: list[str]) -> None:
    """One for a procedure that was not judged is nobody's mistake."""
    assert codes(waivers=[given]) == wanted


def test_what_matches_nothing_is_reported_with_the_nearest() -> None:
    """A typing error in an answer, a step or a waiver must not pass in silence."""
    answers = {"demo/close/deposit-bak": {"required": False}}
    more = {"done": ["demo/close/aply"], "waivers": [waiver("demo/close/no-order")]}
    report = check(DEMO, parsed(written("demo", READY, answers=answers, **more), DEMO))
    said = {w.code: w.says.en for w in report.warnings if w.code.endswith("unmatched")}
    assert "did you mean demo/close/deposit-back?" in said["answer-unmatched"]
    assert "did you mean demo/close/apply?" in said["done-unmatched"]
    assert "did you mean demo/close/no-orders?" in said["waiver-unmatched"]


def test_an_answer_about_what_nobody_disputes_is_reported() -> None:
    """It has no effect, which its author should know."""
    assert codes(answers={"demo/close/no-orders": {"required": False}}) == ["answer-unused"]
    assert codes(answers={"demo/close/apply": {"required": False}}) == ["answer-unused"]
    # A step may be disputed too, but only a requirement can be settled.
    assert codes(answers={"demo/close/abroad-form": {"required": False}}) == ["answer-unused"]
    assert codes(done=["demo/close/no-orders"]) == ["done-not-a-step"]


def test_an_answer_that_is_not_given_yet_is_refused() -> None:
    """Its date is wrong, or the day that is judged is; the error stands at the date."""
    answer = {"required": False, "on": "2026-11-23"}
    with pytest.raises(ShopexitError) as raised:
        codes(answers={"demo/close/deposit-back": answer})
    (problem,) = raised.value.problems
    assert problem.key == "answers.demo/close/deposit-back.on"


@pytest.mark.parametrize(
    ("trust", "values", "wanted"),
    [
        (Grade.REPOST, {"deposit.held": 5}, ["trust-lowered"]),
        (Grade.GUIDE, {"deposit.held": 5}, []),
        (Grade.REPOST, {}, []),
        (Grade.LAW, {"confirmed.backed_up": False}, []),
        (Grade.LAW, {"orders.last_on": "2026-11-20"}, ["trust-lowered"]),
    ],
)
def test_what_trust_has_made_advice_of_is_not_passed_over(
    trust: Grade, values: dict[str, Any], wanted: list[str]
) -> None:
    """Only what was required and is not met; advice that is not followed was advice before."""
    state = parsed(written("demo", READY | values), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON, trust=trust))
    assert [warning.code for warning in report.warnings] == wanted


def test_what_is_in_order_is_not_warned_about() -> None:
    """A waiver at work, an answer at work, a step that exists."""
    values = READY | {"orders.open": 1, "deposit.held": 5}
    state = parsed(
        written(
            "demo",
            values,
            waivers=[waiver("demo/close/no-orders")],
            answers={"demo/close/deposit-back": {"required": False}},
            done=["demo/close/apply"],
        ),
        DEMO,
    )
    report = check(DEMO, state, EvaluationOptions(on=ON))
    assert ([w.code for w in report.warnings], report.verdict) == ([], "ready")


def test_own_rules_are_told_with_how_many_they_are() -> None:
    """One requirement is new, the level of one and the words of another are changed."""
    rules = load_rules("kuaishou", overlay=ROOT / "tests" / "own")
    report = check(rules, parsed(b"{platform: kuaishou}", rules), EvaluationOptions(on=ON))
    (told,) = (w.says.en for w in report.warnings if w.code == "own-rules")
    assert told == "your own rules were applied: 1 added, 2 changed"


@pytest.mark.parametrize("required", [True, False])
def test_a_figure_on_which_the_platform_has_answered_is_no_trouble_any_more(
    required: bool, rules_of: Mapping[str, Platform]
) -> None:
    """The seller asked, and is not told to ask again."""
    facts = {"profile.resting": True}
    asked = left(rules_of["douyin"], facts)
    assert "trouble" in {each.code for each in asked.warnings}
    answers = {"douyin/close/profile.resting": {"required": required}}
    answered = left(rules_of["douyin"], facts, answers=answers)
    assert "trouble" not in {each.code for each in answered.warnings}


def test_a_waiver_of_what_no_rule_speaks_of_is_told_where_the_reply_belongs(
    rules_of: Mapping[str, Platform],
) -> None:
    """Not that it resembles the name of another rule."""
    waiver = {"requirement": "douyin/close/profile.resting", "reason": "x", "by": "y"}
    report = left(rules_of["douyin"], {"profile.resting": True}, waivers=[waiver])
    (says,) = (each.says.en for each in report.warnings if each.code == "waiver-unmatched")
    assert "under `answers`" in says
