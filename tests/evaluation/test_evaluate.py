"""Judging: one outcome a requirement, the verdict, and what trust, strictness and waivers do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, TypeAlias

import pytest
from demo import DEMO, READY
from exits import left
from smallrules import SHORT, procedure, rules
from states import ON, parsed, written

from shopexit import Grade, Outcome, Platform, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    ProcedureResult,
    _questions,
)
from shopexit.evaluation.evaluation import evaluate, evaluate_procedures
from shopexit.inputs.state_schema import Waiver
from shopexit.rules.entries import Level


def judged(
    values: dict[str, Any], terms: EvaluationOptions | None = None, **more: object
) -> ProcedureResult:
    """Return the default procedure judged on a state with these facts."""
    state = parsed(written("demo", values, **more), DEMO)
    (case,) = evaluate_procedures(DEMO, ["close"], state, terms or EvaluationOptions(ON))
    return case


def outcome(case: ProcedureResult, requirement: str) -> Outcome:
    """Return what became of one requirement."""
    return next(f.outcome for f in case.findings if f.requirement.id == requirement)


def without(*facts: str) -> dict[str, Any]:
    """Return the facts of a shop that is ready, less some."""
    return {fact: value for fact, value in READY.items() if fact not in facts}


def test_a_shop_that_meets_everything_is_ready() -> None:
    """A requirement that is not for this shop does not count."""
    case = judged(READY)
    assert case.verdict is Verdict.READY
    assert outcome(case, "abroad-only") is Outcome.NOT_APPLICABLE


def test_an_unmet_must_blocks_and_an_unmet_should_does_not() -> None:
    """A should is advice."""
    assert judged(READY | {"orders.open": 1}).verdict is Verdict.BLOCKED
    assert judged(READY | {"confirmed.backed_up": False}).verdict is Verdict.READY


def test_a_missing_fact_is_never_ready() -> None:
    """And the finding names the fact to fetch."""
    case = judged(without("orders.open"))
    assert case.verdict is Verdict.UNDETERMINED
    assert outcome(case, "no-orders") is Outcome.UNKNOWN
    unknown = next(f for f in case.findings if f.outcome is Outcome.UNKNOWN)
    assert case.lacks(unknown) == ("orders.open",)


def test_blocked_outweighs_undetermined() -> None:
    """One thing that surely blocks is enough."""
    assert judged({"orders.open": 1}).verdict is Verdict.BLOCKED
    assert judged({}).verdict is Verdict.UNDETERMINED


def test_whether_a_requirement_applies_may_be_unknown() -> None:
    """Held, it is met whatever the shop is; not held, it may apply, and asks what the shop is."""
    unknown = without("profile.region") | {"deposit.required": 500}
    case = judged(unknown)
    finding = next(f for f in case.findings if f.requirement.id == "abroad-only")
    assert (finding.outcome, finding.may_apply) == (Outcome.UNKNOWN, True)
    assert case.lacks(finding) == ("profile.region",)
    assert case.verdict is Verdict.UNDETERMINED
    assert outcome(judged(unknown | {"deposit.required": 0}), "abroad-only") is Outcome.MET
    abroad = judged(unknown | {"profile.region": "abroad"})
    assert outcome(abroad, "abroad-only") is Outcome.UNMET
    assert not next(f for f in abroad.findings if f.requirement.id == "abroad-only").may_apply


def test_a_disputed_requirement_that_is_not_held_is_disputed() -> None:
    """Held, there is nothing to argue about; unknown, the figure comes first."""
    assert outcome(judged(READY), "deposit-back") is Outcome.MET
    case = judged(READY | {"deposit.held": 500})
    assert outcome(case, "deposit-back") is Outcome.DISPUTED
    assert case.verdict is Verdict.UNDETERMINED
    assert outcome(judged(without("deposit.held")), "deposit-back") is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("required", "held", "wanted"),
    [
        (False, 500, Outcome.NOT_APPLICABLE),
        (False, 0, Outcome.NOT_APPLICABLE),
        (True, 500, Outcome.UNMET),
        (True, 0, Outcome.MET),
    ],
)
def test_the_platforms_answer_settles_a_dispute(required: bool, held: int, wanted: Outcome) -> None:
    """To unmet, met or not applicable."""
    answers = {"demo/close/deposit-back": {"required": required, "by": "客服"}}
    case = judged(READY | {"deposit.held": held}, answers=answers)
    assert outcome(case, "deposit-back") is wanted


def test_an_answer_about_what_is_not_disputed_changes_nothing() -> None:
    """Else a typing error in a reference could switch a rule off."""
    answers = {"demo/close/no-orders": {"required": False}}
    assert judged(READY | {"orders.open": 1}, answers=answers).verdict is Verdict.BLOCKED


def test_an_answer_that_it_is_required_leaves_a_missing_fact_missing() -> None:
    """Settled is not the same as held."""
    answers = {"demo/close/deposit-back": {"required": True}}
    assert outcome(judged(without("deposit.held"), answers=answers), "deposit-back") is (
        Outcome.UNKNOWN
    )


@pytest.mark.parametrize("values", [{"orders.open": 1}, {"deposit.held": 500}])
@pytest.mark.parametrize(
    ("until", "holds"), [(None, True), ("2026-11-22", True), ("2026-11-21", False)]
)
def test_a_waiver_holds_to_the_end_of_its_last_day(
    values: dict[str, Any], until: str | None, holds: bool
) -> None:
    """It covers what is unmet or disputed; afterwards it no longer counts."""
    waivers = [
        {"requirement": f"demo/close/{name}", "reason": "r", "by": "b", "until": until}
        for name in ("no-orders", "deposit-back")
    ]
    case = judged(READY | values, waivers=waivers)
    assert (case.verdict is Verdict.READY) is holds
    assert (Outcome.WAIVED in {f.outcome for f in case.findings}) is holds


@pytest.mark.parametrize("fact", ["orders.open", "deposit.held"])
def test_a_waiver_covers_no_missing_figure(fact: str) -> None:
    """What is not known stays not known, and the seller is told that the waiver is of no use."""
    waivers = [
        {"requirement": f"demo/close/{name}", "reason": "r", "by": "b"}
        for name in ("no-orders", "deposit-back")
    ]
    state = parsed(written("demo", without(fact), waivers=waivers), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON))
    assert report.verdict is Verdict.UNDETERMINED
    assert report.checked.waived == 0
    assert {w.code for w in report.warnings} == {"waiver-unused"}


def test_a_waiver_of_what_is_met_leaves_it_met() -> None:
    """Waived stands only where somebody did without."""
    waivers = [{"requirement": "demo/close/no-orders", "reason": "r", "by": "b"}]
    case = judged(READY, waivers=waivers)
    assert outcome(case, "no-orders") is Outcome.MET
    assert all(f.waiver is None for f in case.findings)


def test_a_lapsed_waiver_is_not_in_force() -> None:
    """The last day is included."""
    waiver = Waiver(requirement="x", reason="r", by="b", until=ON)
    assert waiver.in_force(ON)
    assert not waiver.in_force(ON.replace(day=23))


@pytest.mark.parametrize(
    ("trust", "verdict"),
    [
        (Grade.GUIDE, Verdict.UNDETERMINED),
        (Grade.REPOST, Verdict.READY),
        (Grade.OFFICIAL, Verdict.READY),
    ],
)
def test_trust_makes_advice_of_weaker_evidence(trust: Grade, verdict: Verdict) -> None:
    """deposit-back stands on a guide alone, no-orders on the platform's own rule too.

    The case is judged here; that nothing is ready where no side is trusted is the report's to say.
    """
    assert judged(READY | {"deposit.held": 5}, EvaluationOptions(ON, trust)).verdict is verdict
    assert (
        judged(READY | {"orders.open": 5}, EvaluationOptions(ON, trust)).verdict is Verdict.BLOCKED
    )


def test_strict_counts_all_advice() -> None:
    """That of the rule file, and that which trust has made of a must."""
    assert judged(
        READY | {"confirmed.backed_up": False}, EvaluationOptions(ON, strict=True)
    ).verdict is (Verdict.BLOCKED)
    lowered = EvaluationOptions(ON, Grade.LAW, strict=True)
    assert judged(READY | {"orders.open": 1}, lowered).verdict is Verdict.BLOCKED


@pytest.mark.parametrize("more", [{"as_of": "2026-11-14"}, {"as_of": None}])
def test_old_or_undated_figures_are_missing_evidence(more: dict[str, Any]) -> None:
    """Nothing is ready over them, strict or not; what is blocked stays that."""
    state = parsed(written("demo", READY, **more), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON))
    assert report.verdict is Verdict.UNDETERMINED
    assert [w.stale for w in report.warnings] == [True]
    blocked = parsed(written("demo", READY | {"orders.open": 1}, **more), DEMO)
    assert check(DEMO, blocked, EvaluationOptions(on=ON)).verdict is Verdict.BLOCKED


@pytest.mark.parametrize(("max_age", "ready"), [(7, False), (8, True), (9, True), (0, False)])
def test_how_old_figures_may_be_is_for_the_caller_to_say(max_age: int, ready: bool) -> None:
    """Eight days old figures will do where eight days are allowed."""
    state = parsed(written("demo", READY, as_of="2026-11-14"), DEMO)
    verdict = check(DEMO, state, EvaluationOptions(on=ON, max_age=max_age)).verdict
    assert (verdict is Verdict.READY) is ready


def test_figures_from_after_the_day_that_is_judged_are_never_good_enough() -> None:
    """They cannot be what was true on that day, or the year is misspelt."""
    state = parsed(written("demo", READY, as_of="2026-11-23"), DEMO)
    assert check(DEMO, state, EvaluationOptions(on=ON)).verdict is Verdict.UNDETERMINED
    blocked = parsed(written("demo", READY | {"orders.open": 1}, as_of="2026-11-23"), DEMO)
    assert check(DEMO, blocked, EvaluationOptions(on=ON)).verdict is Verdict.BLOCKED


def test_an_answer_counts_from_the_day_it_was_given() -> None:
    """On that very day it does."""
    answers = {"demo/close/deposit-back": {"required": False, "on": "2026-11-22"}}
    case = judged(READY | {"deposit.held": 500}, answers=answers)
    assert outcome(case, "deposit-back") is Outcome.NOT_APPLICABLE


def test_strict_makes_nothing_better() -> None:
    """Old rules are not good enough, and what is blocked stays blocked whatever its age."""
    fresh = parsed(written("demo", READY, as_of="2027-05-21"), DEMO)
    late = ON.replace(year=2027, month=5, day=21)
    assert check(DEMO, fresh, EvaluationOptions(on=late)).verdict is Verdict.READY
    assert (
        check(DEMO, fresh, EvaluationOptions(on=late, strict=True)).verdict is Verdict.UNDETERMINED
    )
    blocked = parsed(written("demo", READY | {"orders.open": 1}, as_of=None), DEMO)
    assert check(DEMO, blocked, EvaluationOptions(on=ON, strict=True)).verdict is Verdict.BLOCKED


def test_a_rule_that_is_not_for_the_shop_is_not_explained_by_an_answer() -> None:
    """The answer that it is required says nothing of whether it is for this shop."""
    answers = {"demo/close/abroad-disputed": {"required": True, "by": "客服"}}
    report = check(
        DEMO, parsed(written("demo", READY, answers=answers), DEMO), EvaluationOptions(on=ON)
    )
    finding = next(f for f in report.findings if f.ref in answers)
    assert finding.reason is not None
    assert (finding.outcome, finding.reason.en) == (Outcome.NOT_APPLICABLE, "region: home")


def test_figures_of_a_week_are_fresh() -> None:
    """More than seven days old is stale, seven is not."""
    state = parsed(written("demo", READY, as_of="2026-11-15"), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON, strict=True))
    assert (report.verdict, report.warnings) == (Verdict.READY, ())


def test_a_procedure_that_may_not_apply_is_undetermined() -> None:
    """Even if what it asks for is met; one that does not apply is an error, not a verdict."""
    state = parsed(written("demo", {"deposit.status": "returned"}), DEMO)
    (case,) = evaluate_procedures(DEMO, ["refund"], state, EvaluationOptions(ON))
    assert (case.verdict, case.missing) == (Verdict.UNDETERMINED, ("deposit.held",))
    frozen = parsed(written("demo", {"deposit.status": "frozen"}), DEMO)
    (case,) = evaluate_procedures(DEMO, ["refund"], frozen, EvaluationOptions(ON))
    assert outcome(case, "not-frozen") is Outcome.UNKNOWN
    nothing = parsed(written("demo", {"deposit.held": 0}), DEMO)
    with pytest.raises(ShopexitError, match="nothing to check"):
        evaluate(DEMO, nothing, EvaluationOptions(ON, procedure="refund"))


def test_a_requirement_of_a_procedure_that_may_not_apply_may_not_apply() -> None:
    """And each fact that is missing is named once."""
    state = parsed(written("demo", {}), DEMO)
    (case,) = evaluate_procedures(DEMO, ["refund"], state, EvaluationOptions(ON))
    assert [finding.may_apply for finding in case.findings] == [True]
    (close,) = evaluate_procedures(DEMO, ["close"], state, EvaluationOptions(ON))
    for finding in close.findings:
        assert len(set(close.lacks(finding))) == len(close.lacks(finding))


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({}, []),
        # What is under way is judged beside the orders.
        ({"closing.status": "in_review"}, []),
        ({"deposit.held": 3000, "deposit.status": "frozen"}, ["refund-deposit", "close"]),
    ],
)
def test_an_answer_on_orders_names_what_the_shop_has_facts_for(
    facts: Mapping[str, object], named: Sequence[str], rules_of: Mapping[str, Platform]
) -> None:
    """On 1688 orders go first, and a frozen deposit would be passed over in silence."""
    rules = rules_of["1688"]
    orders = [{"id": "2400000000000000002", "status": "pending_payment"}]
    state = parsed(written("1688", {"profile.role": "seller", **facts}, order_list=orders), rules)
    report = check(rules, state, EvaluationOptions(on=ON))
    passed_over = [each for each in report.skipped if "-p all" in each.reason.en]
    assert [each.procedure for each in passed_over] == named
    asked = check(rules, state, EvaluationOptions(on=ON, procedure="all"))
    assert not [each for each in asked.skipped if "-p all" in each.reason.en]


def test_a_green_answer_names_what_it_did_not_judge() -> None:
    """Orders that nobody listed may be in any state, so that not all can be ready."""
    state = parsed(written("demo", READY), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON, procedure="all"))
    assert [(s.procedure, s.reason.en) for s in report.skipped] == [
        ("refund", "does not apply to this shop"),
        ("close-order", "no orders are listed (order_list)"),
    ]
    assert (report.verdict, report.warnings[0].code) == (Verdict.UNDETERMINED, "orders-not-listed")
    listed = parsed(written("demo", READY, order_list=[{"id": "1", "status": "over"}]), DEMO)
    report = check(DEMO, listed, EvaluationOptions(on=ON, procedure="all"))
    assert report.skipped[1].reason.en == "does not apply to any order in order_list"
    assert report.verdict is Verdict.READY


def test_each_order_is_judged_by_itself() -> None:
    """One that is over needs nothing, one of unknown status may need it."""
    orders = [
        {"id": "1", "status": "open", "agreed": True},
        {"id": "2", "status": "open"},
        {"id": "3", "status": "over"},
        {"id": "4", "agreed": True},
        {"id": "5", "status": "open", "agreed": False},
    ]
    state = parsed(written("demo", {}, order_list=orders), DEMO)
    cases = evaluate_procedures(DEMO, ["close-order"], state, EvaluationOptions(ON))
    assert [(case.order, case.verdict) for case in cases] == [
        ("1", Verdict.READY),
        ("2", Verdict.UNDETERMINED),
        ("4", Verdict.UNDETERMINED),
        ("5", Verdict.BLOCKED),
    ]


@pytest.mark.parametrize("orders", [None, []])
def test_no_orders_to_judge_is_an_error_that_says_how_to_list_them(orders: Any) -> None:
    """Judging nothing must not look like an answer."""
    state = parsed(written("demo", {}, order_list=orders), DEMO)
    with pytest.raises(ShopexitError, match="order_list"):
        evaluate(DEMO, state, EvaluationOptions(ON, procedure="close-order"))


def test_what_does_not_apply_says_by_which_figure() -> None:
    """The seller sees what he wrote."""
    state = parsed(written("demo", {"deposit.held": 0}), DEMO)
    with pytest.raises(ShopexitError, match=r"does not apply here \(held: 0"):
        evaluate(DEMO, state, EvaluationOptions(ON, procedure="refund"))


def test_orders_that_are_all_over_are_nothing_to_judge() -> None:
    """The message says so, rather than asking for orders that are there."""
    state = parsed(written("demo", {}, order_list=[{"id": "1", "status": "over"}]), DEMO)
    with pytest.raises(ShopexitError, match="completed or closed"):
        evaluate(DEMO, state, EvaluationOptions(ON, procedure="close-order"))


def test_verdicts_are_ranked_from_the_worst() -> None:
    """Of several the worst counts, which is not the first by the alphabet."""
    verdicts = [Verdict.DONE, Verdict.READY, Verdict.UNDETERMINED, Verdict.BLOCKED]
    assert min(verdicts, key=lambda verdict: verdict.rank) is Verdict.BLOCKED
    assert [Verdict(each).rank for each in Verdict] == list(range(len(Verdict)))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"orders.last_on": "2026-11-20"}, Verdict.UNDETERMINED),  # unmet
        ({"orders.last_on": None}, Verdict.UNDETERMINED),  # not given
        ({"deposit.held": 500}, Verdict.UNDETERMINED),  # disputed, and neither side is trusted
    ],
)
def test_trust_makes_no_bad_or_missing_figure_good(
    values: dict[str, Any], verdict: Verdict
) -> None:
    """Nor does it settle what is disputed between sources that are all below it."""
    facts = {fact: value for fact, value in (READY | values).items() if value is not None}
    state = parsed(written("demo", facts), DEMO)
    report = check(DEMO, state, EvaluationOptions(on=ON, trust=Grade.LAW))
    assert report.verdict is verdict
    assert "trust-lowered" in {warning.code for warning in report.warnings}


def test_trust_chooses_between_sources_that_contradict_each_other() -> None:
    """A guide asks for it, a repost says no: who goes by reposts need not have it."""
    state = parsed(written("demo", READY | {"deposit.held": 500}), DEMO)
    assert check(DEMO, state, EvaluationOptions(on=ON, trust=Grade.REPOST)).verdict is Verdict.READY
    assert (
        check(DEMO, state, EvaluationOptions(on=ON, trust=Grade.OFFICIAL)).verdict
        is Verdict.UNDETERMINED
    )


LATER = "2026-11-23"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"confirmed": {"backed_up": {"on": LATER}}}, "confirmed.backed_up.on"),
        ({"answers": {"demo/close/deposit-back": {"required": False, "on": LATER}}},
         "answers.demo/close/deposit-back.on"),
        ({"done": [{"step": "demo/close/apply", "on": LATER}], "as_of": LATER}, "done[0].on"),
        ({"orders": {"last_on": LATER}, "as_of": None}, "orders.last_on"),
    ],
)  # fmt: skip
def test_what_is_said_to_have_happened_after_the_judged_day_is_refused(
    more: dict[str, Any], key: str
) -> None:
    """At its place, whether the day is known when the file is read or only when it is judged."""
    raw = written("demo", READY, **more)
    with pytest.raises(ShopexitError) as read:
        parsed(raw, DEMO, on=ON)
    with pytest.raises(ShopexitError) as judging:
        check(DEMO, parsed(raw, DEMO), EvaluationOptions(on=ON))
    for raised in (read, judging):
        (problem,) = raised.value.problems
        assert problem.key == key
        assert LATER in problem.says.zh
    on_that_day = date.fromisoformat(LATER)
    assert check(DEMO, parsed(raw, DEMO), EvaluationOptions(on=on_that_day)).on == on_that_day


Said: TypeAlias = list[tuple[str, Level, Outcome, bool]]


def said(case: ProcedureResult, book: Platform) -> Said:
    """Return what the findings of a case say, having made sure that they are about its rules."""
    assert all(finding.requirement is book.references[finding.ref] for finding in case.findings)
    return [(f.ref, f.level, f.outcome, f.may_apply) for f in case.findings]


DECIDED: dict[str, Any] = {
    "waivers": [{"requirement": "demo/close/no-orders", "reason": "r", "by": "b"}],
    "answers": {"demo/close/deposit-back": {"required": True, "by": "b"}},
}
SHOPS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (values, more)
    for values in (
        READY,
        {},
        READY | {"orders.open": 1, "deposit.held": 500},
        without("profile.region") | {"confirmed.backed_up": False},
    )
    for more in ({}, DECIDED)
]


def test_a_finding_is_what_it_would_be_if_no_shop_had_been_judged_before() -> None:
    """Whatever the others were trusted with: findings are kept for the shops that come after."""
    cases = [*product(SHOPS, Grade, (False, True))]

    def found(case: tuple[tuple[dict[str, Any], dict[str, Any]], Grade, bool]) -> Said:
        (values, more), trust, strict = case
        return said(judged(values, EvaluationOptions(ON, trust, strict), **more), DEMO)

    fresh = []
    for case in cases:
        _questions.cache_clear()
        fresh.append(found(case))
    levels = {tuple(level for _, level, _, _ in each) for each in fresh}
    assert len(levels) > 2
    assert len({str(each) for each in fresh}) > len(levels)
    for order in (range(len(cases)), range(len(cases) - 1, -1, -1)):
        _questions.cache_clear()
        again = {i: found(cases[i]) for i in order}
        assert [again[i] for i in range(len(cases))] == fresh
        assert _questions.cache_info().hits > 0


def of_small_rules(book: Platform, values: Iterable[dict[str, Any]]) -> list[Said]:
    """Return what some shops come to by small rules."""
    states = (parsed(written("small", each), book) for each in values)
    cases = [evaluate_procedures(book, ["close"], each, EvaluationOptions(ON)) for each in states]
    return [said(case, book) for (case,) in cases]


def test_rules_with_the_same_references_share_no_finding() -> None:
    """Rules that somebody else wrote of the same platform ask for other things."""
    asks: list[dict[str, Any]] = [
        {"holds": {"orders.open": 0}},
        {"holds": {"orders.open": 1}},
        {"holds": {"orders.open": 0}, "level": "should"},
        {"holds": {"orders.open": 0}, "when": {"confirmed.applied": True}},
        {"holds": {"orders.open": 0}, "disputed": [{"says": SHORT, "sources": ["rule"]}],
         "ask": SHORT},
    ]  # fmt: skip
    books = [rules(close=procedure(asks=[ask])) for ask in asks]
    shops = [{"orders.open": 0}, {"orders.open": 1}, {}]
    fresh = []
    for book in books:
        _questions.cache_clear()
        fresh.append(of_small_rules(book, shops))
    assert len({str(each) for each in fresh}) == len(books)
    assert len({ref for each in fresh for shop in each for ref, *_ in shop}) == 1
    _questions.cache_clear()
    for _ in range(2):
        assert [of_small_rules(book, shops) for book in books] == fresh


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (None, "met"),
        ({"required": True, "days": 90}, "unmet"),
        ({"required": True}, "met"),
        # What is looser than the rule, which no source disputes, changes nothing.
        ({"required": True, "days": 1}, "met"),
        ({"required": False}, "met"),
    ],
)
def test_a_stricter_answer_counts_though_no_source_disputes_the_rule(
    answer: Mapping[str, Any] | None, outcome: str, rules_of: Mapping[str, Platform]
) -> None:
    """The platform knows best how long it wants a shop to be empty: here 50 days, not 90."""
    ref = "taobao/close/delisted-5-weeks"
    values = {"products.last_delisted_on": "2026-10-03"}
    report = left(rules_of["taobao"], values, answers={ref: answer} if answer else {})
    found = next(finding for finding in report.findings if finding.ref == ref)
    assert found.outcome == outcome
    if found.outcome == "unmet":
        assert "90 days" in str(found.reason)
    unused = [each.code for each in report.warnings if each.code == "answer-unused"]
    assert bool(unused) is (answer in ({"required": True, "days": 1}, {"required": False}))


def test_a_refund_that_is_late_beside_a_closing_under_way_is_overdue(
    rules_of: Mapping[str, Platform],
) -> None:
    """Taobao unfreezes at once if all holds, and this shop asked in October."""
    facts = {
        "closing.status": "in_notice",
        "closing.applied_on": "2026-11-16",
        "deposit.held": 1000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-10-01",
    }
    report = left(rules_of["taobao"], facts)
    assert report.verdict == "overdue"
    assert any(ref.startswith("taobao/refund-deposit/") for ref in report.plan.today)
