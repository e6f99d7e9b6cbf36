"""No fact is silent: a bad one is read, not asked for by a source, or open; then none is ready."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exits import left
from states import ON, PLATFORMS, ROOT, as_json, parsed, written

from shopexit import Grade, Outcome, Platform, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.files import yaml as yamlfile
from shopexit.plan.actions import Phase
from shopexit.report.model import Report

TODAY = date(2026, 11, 28)
EXAMPLES = dict.fromkeys(PLATFORMS, ("ready", None)) | {"1688": ("refund-ready", "refund-deposit")}
"""The green example of each platform, and the procedure for shops that it is judged by."""


def example(platform: str) -> dict[str, Any]:
    """Return the state of a shop that is ready."""
    path = ROOT / "examples" / platform / f"{EXAMPLES[platform][0]}.yaml"
    return as_data(path)


def as_data(path: Path) -> dict[str, Any]:
    """Return what stands in a state file."""
    data = yamlfile.read(path).data
    assert isinstance(data, dict)
    return data


def judged(rules: Platform, state: Mapping[str, Any], **how: Any) -> Report:
    """Return the report on a state that is given as a file would give it."""
    raw = json.dumps(state, default=as_json).encode()
    procedure = how.pop("procedure", EXAMPLES[rules.platform][1])
    on = how.pop("on", ON)
    return check(rules, parsed(raw, rules), EvaluationOptions(on=on, procedure=procedure, **how))


def spoilt(platform: str, fact: str, value: object) -> dict[str, Any]:
    """Return the state of a shop that is ready but for one fact."""
    state = example(platform)
    group, _, name = fact.partition(".")
    state[group] = {**(state.get(group) or {}), name: value}
    return state


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_green_examples_are_ready_with_nothing_open(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """Each for the reason that its output gives: so many requirements, all met."""
    report = judged(rules_of[platform], example(platform))
    assert (report.verdict, report.open_points) == (Verdict.READY, ())
    assert report.checked.met > 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_shop_that_does_not_say_how_far_it_is_is_asked_and_not_ready(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """It may have applied already, or have been closed: then most of the rest is past."""
    state = example(platform)
    del state["closing"]
    report = judged(rules_of[platform], state)
    asked = [action.fact for action in report.plan.actions if action.fact and not action.optional]
    assert (report.verdict, asked[0]) == (Verdict.UNDETERMINED, "closing.status")
    steps = {action.ref for action in report.plan.actions if action.phase is Phase.APPLY}
    assert steps.isdisjoint(report.plan.today)


@pytest.mark.parametrize(
    ("platform", "fact", "value"),
    [
        ("douyin", "funds.debt", 320),  # case D3
        ("kuaishou", "profile.evicted", True),  # case K4
        ("kuaishou", "violations.serious", 1),  # case K4
        ("kuaishou", "deposit.status", "frozen"),  # case K4
        ("aliexpress", "violations.unpaid_fines", 3),  # case A1
        ("1688", "violations.shop_frozen", True),
        ("taobao", "confirmed.nothing_else_pending", False),
    ],
)
def test_a_bad_fact_that_no_rule_speaks_of_is_a_question_and_nothing_is_ready(
    platform: str, fact: str, value: object, rules_of: Mapping[str, Platform]
) -> None:
    """The point has the figure, what to ask, and where an answer is written."""
    report = judged(rules_of[platform], spoilt(platform, fact, value))
    assert report.verdict is Verdict.UNDETERMINED
    (point,) = [each for each in report.open_points if each.fact == fact]
    assert point.ref == f"{platform}/{report.procedure}/{fact}"
    assert point.label.zh in point.ask.zh
    assert point.line is not None


def test_a_deposit_said_to_be_frozen_cannot_be_taken_out(
    rules_of: Mapping[str, Platform],
) -> None:
    """Case T1: the file itself says why the answer cannot be yes."""
    state = {
        "platform": "taobao",
        "as_of": "2026-11-28",
        "profile": {"three_guarantees": False},
        "orders": {"pending_payment": 0, "pending_shipment": 0, "pending_receipt": 0,
                   "last_completed_on": "2026-10-19"},
        "after_sales": {"open": 0},
        "disputes": {"open": 0},
        "violations": {"open": 0, "serious": 0},
        "products": {"on_sale": 0, "mandatory_deposit_on_sale": 0,
                     "last_delisted_on": "2026-10-01"},
        "funds": {"debt": 0},
        "deposit": {"held": 1000, "status": "frozen", "campaign_hold": False,
                    "penalty_hold": False},
        "services": {"order_guarantees_active": False, "special_active": False},
        "closing": {"status": "not_applied"},
    }  # fmt: skip
    report = judged(rules_of["taobao"], state, procedure="refund-deposit", on=TODAY)
    assert report.verdict is Verdict.BLOCKED
    assert report.open_points == ()
    held = {**state, "deposit": {**state["deposit"], "status": "held"}}  # type: ignore[dict-item]
    assert judged(
        rules_of["taobao"], held, procedure="refund-deposit", on=TODAY
    ).verdict is Verdict.READY  # fmt: skip


DEBT = "douyin/close/funds.debt"


def test_the_platforms_answer_settles_an_open_point(rules_of: Mapping[str, Platform]) -> None:
    """Not required: it is ready, and the answer is shown. Required: it blocks until it is good."""
    state = spoilt("douyin", "funds.debt", 320)
    answer = {"on": "2026-11-21", "by": "抖店客服"}
    free = judged(rules_of["douyin"], {**state, "answers": {DEBT: {"required": False, **answer}}})
    assert (free.verdict, free.open_points) == (Verdict.READY, ())
    (shown,) = [each for each in free.not_asked if each.fact == "funds.debt"]
    assert shown.answered
    assert "抖店客服" in shown.says.zh

    asked = {**state, "answers": {DEBT: {"required": True, **answer}}}
    blocked = judged(rules_of["douyin"], asked)
    assert (blocked.verdict, blocked.open_points) == (Verdict.BLOCKED, ())
    (finding,) = [each for each in blocked.findings if each.ref == DEBT]
    assert (finding.outcome, finding.level) == (Outcome.UNMET, "must")
    assert finding.has == {"funds.debt": "320.00"}
    paid = judged(rules_of["douyin"], {**asked, "funds": {**asked["funds"], "debt": 0}})
    assert paid.verdict is Verdict.READY
    assert [w.code for w in paid.warnings] == ["unknown", "answer-unused"]


def test_the_platforms_answer_goes_before_what_its_texts_leave_out(
    rules_of: Mapping[str, Platform],
) -> None:
    """What a list does not name, and customer service asks for all the same, blocks."""
    ref = "douyin/close/products.scheduled"
    state = spoilt("douyin", "products.scheduled", 3)
    asked = judged(rules_of["douyin"], {**state, "answers": {ref: {"required": True}}})
    assert asked.verdict is Verdict.BLOCKED
    free = judged(rules_of["douyin"], {**state, "answers": {ref: {"required": False}}})
    assert free.verdict is Verdict.READY


def test_what_the_platform_asks_for_and_nobody_gives_is_missing(
    rules_of: Mapping[str, Platform],
) -> None:
    """Taking the figure out of the file does not take the answer back."""
    state = {**example("douyin"), "answers": {"douyin/close/profile.resting": {"required": True}}}
    report = judged(rules_of["douyin"], state)
    assert report.verdict is Verdict.UNDETERMINED
    (finding,) = [f for f in report.findings if f.ref == "douyin/close/profile.resting"]
    assert (finding.outcome, finding.missing) == (Outcome.UNKNOWN, ("profile.resting",))
    other = judged(rules_of["douyin"], state, procedure="refund-deposit")
    assert finding.ref not in {each.ref for each in other.findings}


def test_a_waiver_does_not_cover_an_open_point(rules_of: Mapping[str, Platform]) -> None:
    """Nobody can decide to do without a rule that nobody knows."""
    waiver = {"requirement": DEBT, "reason": "r", "by": "b"}
    for required in (None, True):
        answers = {} if required is None else {"answers": {DEBT: {"required": required}}}
        state = spoilt("douyin", "funds.debt", 320) | {"waivers": [waiver]} | answers
        report = judged(rules_of["douyin"], state)
        assert report.verdict is (Verdict.BLOCKED if required else Verdict.UNDETERMINED)
        assert "waiver-unmatched" in {each.code for each in report.warnings}


def test_what_sources_show_not_to_be_asked_for_is_named_with_them(
    rules_of: Mapping[str, Platform],
) -> None:
    """The shop is ready, and the answer says why that figure does not matter."""
    report = judged(rules_of["douyin"], spoilt("douyin", "products.scheduled", 3))
    assert report.verdict is Verdict.READY
    (point,) = report.not_asked
    assert (point.fact, point.has, point.no_such_thing) == ("products.scheduled", 3, False)
    assert {source.id for source in point.sources} == {"exit-rule-2026"}


def test_sources_below_the_trusted_grade_do_not_show_that_something_is_not_asked_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """What a guide leaves out says nothing to somebody who does not go by guides."""
    state = spoilt("taobao", "profile.released", True) | {"deposit": {"held": 1000}}
    told = judged(rules_of["taobao"], state, procedure="refund-deposit")
    assert [point.fact for point in told.not_asked] == ["profile.released"]
    unsure = judged(rules_of["taobao"], state, procedure="refund-deposit", trust=Grade.REPOST)
    assert "profile.released" in {point.fact for point in unsure.open_points}


def test_what_a_platform_has_not_is_not_asked_for_by_anybody(
    rules_of: Mapping[str, Platform],
) -> None:
    """It needs no source, and no trust."""
    state = spoilt("kuaishou", "services.in_qic_warehouse", True)
    report = judged(rules_of["kuaishou"], state, trust=Grade.LAW)
    (point,) = report.not_asked
    assert (point.no_such_thing, point.sources) == (True, ())


def test_what_depends_is_open_where_it_does_not_surely_hold(
    rules_of: Mapping[str, Platform],
) -> None:
    """Periodic payouts are nothing to a domestic shop; of one of no known kind nobody can say."""
    state = spoilt("douyin", "funds.unpaid_payouts", 8)
    assert judged(rules_of["douyin"], state).verdict is Verdict.READY
    profile = {key: value for key, value in state["profile"].items() if key != "region"}
    report = judged(rules_of["douyin"], {**state, "profile": profile})
    assert "funds.unpaid_payouts" in {point.fact for point in report.open_points}


def test_an_item_that_only_may_apply_reads_nothing(rules_of: Mapping[str, Platform]) -> None:
    """A debt is read for cross-border shops; where the kind of shop is not given, it is open."""
    abroad = spoilt("douyin", "funds.debt", 320)
    abroad["profile"] = {**abroad["profile"], "region": "cross_border"}
    report = judged(rules_of["douyin"], abroad)
    assert report.verdict is Verdict.BLOCKED
    assert "funds.debt" not in {point.fact for point in report.open_points}
    del abroad["profile"]["region"]
    assert "funds.debt" in {p.fact for p in judged(rules_of["douyin"], abroad).open_points}


def test_procedures_for_orders_weigh_no_facts_of_the_shop(rules_of: Mapping[str, Platform]) -> None:
    """Whether one order can be closed does not hang on the deposit."""
    path = ROOT / "examples" / "1688" / "ready.yaml"
    state = as_data(path)
    report = judged(rules_of["1688"], {**state, "deposit": {"status": "frozen"}}, procedure=None)
    assert (report.verdict, report.open_points) == (Verdict.READY, ())


def test_counts_that_only_follow_from_the_listed_orders_are_no_open_points(
    rules_of: Mapping[str, Platform],
) -> None:
    """The orders are judged themselves."""
    order = {"id": "A1", "status": "pending_payment"}
    state = {**example("1688"), "order_list": [order]}
    del state["orders"]
    report = judged(rules_of["1688"], state)
    assert not {p.fact for p in report.open_points} & {"orders.pending_payment"}


def test_known_trouble_of_such_a_shop_is_told_by_check(rules_of: Mapping[str, Platform]) -> None:
    """What stands among the troubles and gaps of the rules comes up where its condition holds."""
    frozen = judged(rules_of["taobao"], spoilt("taobao", "violations.shop_frozen", True))
    assert any("永久冻结" in w.says.zh for w in frozen.warnings if w.code == "trouble")
    evicted = judged(rules_of["kuaishou"], spoilt("kuaishou", "profile.evicted", True))
    assert "清退" in next(w.says.zh for w in evicted.warnings if w.code == "unknown")
    usual = judged(rules_of["kuaishou"], example("kuaishou"))
    assert {w.code for w in usual.warnings}.isdisjoint({"trouble", "unknown"})


@pytest.mark.parametrize("fmt", ["text", "markdown", "html", "json", "jsonl", "junit", "sarif",
                                 "github", "csv", "ics"])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_has_the_open_points(
    fmt: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside what blocks as well as alone."""
    from shopexit.cli.app import run

    for name, values in (("open", {}), ("blocked", {"orders.pending_payment": 2})):
        file = tmp_path / f"{name}.yaml"
        state = spoilt("douyin", "funds.debt", 320)
        for fact, value in values.items():
            group, _, key = fact.partition(".")
            state[group] = {**state[group], key: value}
        file.write_text(json.dumps(state, default=as_json), encoding="utf-8")
        call = ["check", "douyin", str(file), "--on", str(ON), "--lang", lang, "--format", fmt]
        assert run(call) == (1 if values else 3)
        out = capsys.readouterr().out.replace("\r\n ", "")
        in_words = {"zh": "欠平台的款项", "en": "money owed to the platform"}[lang]
        wanted = "funds.debt" if fmt in ("jsonl", "csv") else in_words
        assert wanted in out


def test_a_written_state_needs_no_more_than_its_facts(rules_of: Mapping[str, Platform]) -> None:
    """A file with one bad fact and nothing else is undetermined, with that fact heard."""
    raw = written("kuaishou", {"deposit.status": "frozen"})
    report = check(
        rules_of["kuaishou"], parsed(raw, rules_of["kuaishou"]), EvaluationOptions(on=ON)
    )
    assert report.verdict is Verdict.UNDETERMINED
    assert [point.fact for point in report.open_points] == ["deposit.status"]


def test_the_plan_asks_the_question_and_leaves_its_days_open(
    rules_of: Mapping[str, Platform],
) -> None:
    """Nobody can say when it is over before the platform has answered."""
    report = judged(rules_of["douyin"], spoilt("douyin", "funds.debt", 320))
    asks = [a for a in report.plan.actions if a.phase is Phase.FIND_OUT and a.ref == DEBT]
    assert [action.does for action in asks] == [point.ask for point in report.open_points]
    assert report.plan.milestones
    for milestone in report.plan.milestones:
        assert milestone.latest is None
        assert DEBT in {reason.ref for reason in milestone.open_by}


def test_a_procedure_that_only_comes_later_asks_nothing_yet(
    rules_of: Mapping[str, Platform],
) -> None:
    """What looks bad today will have changed by the time that the deposit is asked for."""
    state = spoilt("kuaishou", "orders.pending_payment", 2)
    state["deposit"] = {**state["deposit"], "held": 500}
    report = judged(rules_of["kuaishou"], state, procedure="close")
    assert [each.procedure for each in report.plan.joined] == ["refund-deposit"]
    refs = {reason.ref for m in report.plan.milestones for reason in m.open_by}
    assert not [ref for ref in refs if ref.startswith("kuaishou/refund-deposit/orders")]


def test_what_looks_bad_today_is_asked_of_a_later_procedure_that_is_judged_too(
    rules_of: Mapping[str, Platform],
) -> None:
    """The day of the refund is open until the platform has answered for the refund as well."""
    state = spoilt("kuaishou", "violations.serious", 1)
    state["deposit"] = {**state["deposit"], "held": 500}
    report = judged(rules_of["kuaishou"], state, procedure="all")
    reached = [m for m in report.plan.milestones if m.procedure == "refund-deposit"]
    refs = {reason.ref for milestone in reached for reason in milestone.open_by}
    assert {f"kuaishou/{name}/violations.serious" for name in ("close", "refund-deposit")} <= refs


def test_what_only_looks_bad_after_an_earlier_procedure_is_no_open_point_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """The rebates are read while the shop stands; the plan names no question that is not shown."""
    values = {
        "closing.status": "in_review",
        "deposit.held": 0,
        "profile.region": "domestic",
        "services.unsettled_rebates": 2,
    }
    rules = rules_of["douyin"]
    report = check(
        rules, parsed(written("douyin", values), rules), EvaluationOptions(on=ON, procedure="all")
    )
    plan = report.plan
    planned: tuple[Any, ...] = (*plan.actions, *plan.milestones)
    reasons = {reason.ref for each in plan.milestones for reason in each.open_by}
    reasons.update(ref for each in plan.actions for ref in each.open_by)
    shown = {finding.ref for finding in report.findings} | {p.ref for p in report.open_points}
    assert "douyin/refund-deposit" in {each.ref.rpartition("/")[0] for each in planned}
    assert reasons <= shown | set(rules.references)


def test_a_fine_whose_payment_is_required_is_no_question(rules_of: Mapping[str, Platform]) -> None:
    """To give its amount as well never makes the answer worse."""
    report = left(
        rules_of["kuaishou"], {"violations.unpaid_fines": 1, "violations.fines_amount": 200}
    )
    assert report.open_points == ()
    assert report.money.to_pay == "200.00"


@pytest.mark.parametrize(
    ("fines", "verdict"), [(0, "ready"), (60, "blocked"), (None, "undetermined")]
)
def test_what_the_platform_demands_no_step_or_note_settles(
    fines: int | None, verdict: str, rules_of: Mapping[str, Platform]
) -> None:
    """On AliExpress fines are taken off the refund: unless the platform wants them paid first."""
    ref = "aliexpress/refund-deposit/violations.unpaid_fines"
    state = spoilt("aliexpress", "deposit.status", "refundable")
    state["answers"] = {ref: {"required": True}}
    state["violations"] = {"shop_frozen": False} | (
        {} if fines is None else {"unpaid_fines": fines}
    )
    report = judged(rules_of["aliexpress"], state, procedure="refund-deposit")

    assert report.verdict == verdict
