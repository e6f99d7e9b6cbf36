"""The plan: what is asked, cleared, applied for and waited for, in order."""

from typing import Any

from demo import DEMO, READY
from states import ON, parsed, written

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import Evaluation, evaluate_procedures
from shopexit.plan.actions import Action, Phase, Plan
from shopexit.plan.schedule import Schedule
from shopexit.rules.durations import Certainty, Unit


def planned(
    values: dict[str, Any], procedures: tuple[str, ...] = ("close",), **more: object
) -> tuple[Action, ...]:
    """Return the plan for a state with these facts."""
    state = parsed(written("demo", values, **more), DEMO)
    options = EvaluationOptions(ON)
    cases = evaluate_procedures(DEMO, procedures, state, options)
    schedules = tuple(Schedule(case, {}, case) for case in cases)
    evaluation = Evaluation(DEMO, state, options, procedures, tuple(cases))
    return Plan(evaluation, schedules).actions


def ids(actions: tuple[Action, ...], phase: Phase | None = None) -> list[str]:
    """Return the last part of each action's reference."""
    return [a.ref.split("/")[-1] for a in actions if phase in (None, a.phase)]


def test_a_ready_shop_has_only_to_apply_wait_and_look_after() -> None:
    """Steps that are for other shops are left out."""
    actions = planned(READY)
    assert ids(actions) == ["apply", "review", "answer-buyers"]
    assert [a.phase for a in actions] == [Phase.APPLY, Phase.WAIT, Phase.AFTER]
    assert [a.ends and str(a.ends.latest) for a in actions] == ["2026-11-22", "2026-12-22", "None"]


def test_phases_come_in_order_and_what_decides_comes_before_advice() -> None:
    """Find out, clear, then the steps as the rule file has them."""
    actions = planned({"orders.open": 3, "confirmed.backed_up": False, "deposit.held": 5})
    assert [(a.phase, a.optional) for a in actions if a.phase in (Phase.FIND_OUT, Phase.CLEAR)] == [
        (Phase.FIND_OUT, False),
        (Phase.FIND_OUT, False),
        (Phase.FIND_OUT, False),
        (Phase.FIND_OUT, False),
        (Phase.FIND_OUT, False),
        (Phase.CLEAR, False),
        (Phase.CLEAR, True),
    ]
    assert ids(actions, Phase.CLEAR) == ["no-orders", "advice"]
    order = list(Phase)
    assert [a.phase for a in actions] == sorted((a.phase for a in actions), key=order.index)


def test_each_missing_fact_is_asked_for_once_with_its_place_in_the_back_office() -> None:
    """And a disputed rule is a question to the platform."""
    actions = planned({"deposit.held": 5})
    asked = [(a.fact, a.does.en, [p.path for p in a.where]) for a in actions[:6]]
    assert asked == [
        ("orders.open", "How many?", [("后台", "订单")]),
        ("orders.last_on", "What day?", []),
        ("profile.region", "Which region?", []),
        ("deposit.required", "How much is due?", []),
        ("profile.nickname", "Nickname?", []),
        ("confirmed.backed_up", "Backed up?", []),
    ]
    assert (actions[6].fact, actions[6].does.en) == (None, "Before or after?")


def test_a_fact_is_not_asked_for_again_by_another_procedure() -> None:
    """Both procedures read the deposit."""
    actions = planned({}, ("close", "refund"))
    asked = [a.fact for a in actions if a.fact]
    assert sorted(asked) == sorted(set(asked))
    assert "deposit.status" in asked


def test_a_fact_of_an_order_is_asked_for_each_order() -> None:
    """They are different figures, though they have one name."""
    orders = [{"id": "1"}, {"id": "2", "status": "open"}]
    actions = planned({}, ("close-order",), order_list=orders)
    assert [(a.order, a.fact) for a in actions if a.fact] == [
        ("1", "order.status"),
        ("1", "order.agreed"),
        ("2", "order.agreed"),
    ]


def test_what_time_alone_clears_has_its_day() -> None:
    """And what the seller alone can clear has today's."""
    actions = planned(READY | {"orders.last_on": "2026-11-20", "orders.open": 1})
    days = {
        a.ref.split("/")[-1]: str(a.ends and a.ends.earliest)
        for a in actions
        if a.phase is Phase.CLEAR
    }
    assert days == {"no-orders": "2026-11-22", "month-ago": "2026-12-20"}
    (clear,) = [a for a in actions if a.ref.endswith("no-orders")]
    assert [place.path for place in clear.where] == [("后台", "订单", "待处理")]


def test_a_step_for_some_shops_may_apply_while_the_shop_is_unknown() -> None:
    """Once it is known, the step is in or out."""
    unknown = {fact: value for fact, value in READY.items() if fact != "profile.region"}
    marks = {a.ref.split("/")[-1]: a.may_apply for a in planned(unknown) if not a.fact}
    assert marks["abroad-form"] is True
    assert marks["apply"] is False
    assert "abroad-form" in ids(planned(READY | {"profile.region": "abroad"}))
    assert "abroad-form" not in ids(planned(READY))


def test_the_best_grade_is_planned_with_and_the_others_are_shown_as_disagreeing() -> None:
    """Equal grades are joined to the widest range; a weaker source that agrees is no dispute."""
    wait = planned(READY)[1].wait
    assert (wait.span(Unit.DAYS), wait.span(Unit.WORKING_DAYS)) == ((10, 30), None)
    assert [(c.unit, c.span) for c in wait.others] == [(Unit.WORKING_DAYS, (3, 7))]
    assert wait.certainty is Certainty.DISPUTED


def test_a_claim_for_other_shops_is_not_heard() -> None:
    """Abroad the official claim stands above the rest."""
    abroad = planned(READY | {"profile.region": "abroad"})
    (review,) = [a for a in abroad if a.ref.endswith("review")]
    assert review.wait.span(Unit.DAYS) == (90, 90)


def test_an_unpublished_wait_is_never_zero() -> None:
    """It says so; and a step without a wait says nothing of one."""
    apply, _, aftercare = planned(READY)
    assert aftercare.wait.certainty is Certainty.NOT_PUBLISHED
    assert not aftercare.wait.published
    assert apply.wait.certainty is None


def test_a_claim_that_may_be_for_this_shop_is_heard() -> None:
    """While it is not known where the shop is, the better source is not passed over."""
    unknown = {fact: value for fact, value in READY.items() if fact != "profile.region"}
    (review,) = [a for a in planned(unknown) if a.ref.endswith("review")]
    assert review.wait.span(Unit.DAYS) == (90, 90)


def test_a_wait_that_is_only_stated_for_others_is_not_published_for_this_one() -> None:
    """It must not pass for none."""
    orders = [{"id": "1", "status": "open", "agreed": False}]
    actions = planned({}, ("close-order",), order_list=orders)
    (check,) = [a for a in actions if a.ref.endswith("/check")]
    assert check.wait.certainty is Certainty.NOT_PUBLISHED


def test_what_decides_whether_a_procedure_applies_is_no_option() -> None:
    """Without it there is no verdict."""
    asked = [a for a in planned({"deposit.status": "returned"}, ("refund",)) if a.fact]
    assert [(a.fact, a.optional) for a in asked] == [("deposit.held", False)]


def test_an_order_has_its_own_waits() -> None:
    """What holds of one order does not hold of the next."""
    orders = [
        {"id": "1", "status": "open", "agreed": True},
        {"id": "2", "status": "open", "agreed": False},
    ]
    actions = planned({}, ("close-order",), order_list=orders)
    waits = {a.order: a.wait for a in actions if a.ref.endswith("pay-back")}
    assert waits["1"].span(Unit.HOURS) == (0, 24)
    assert waits["2"].span(Unit.HOURS) == (24, 24)
    assert waits["2"].certainty is Certainty.STATED


def test_a_step_is_taken_if_the_facts_say_so() -> None:
    """The seller has said already how far the closing is."""
    assert [a.done for a in planned(READY | {"confirmed.applied": True})] == [True, False, False]
    assert [a.done for a in planned(READY | {"confirmed.applied": False})] == [False, False, False]


def test_a_step_that_was_taken_is_marked() -> None:
    """It stays in the plan, so that nobody wonders where it went."""
    actions = planned(READY, done=["demo/close/apply"])
    assert [a.done for a in actions] == [True, False, False]
