"""The program against a second judge that was written from the contract alone."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, product
from typing import Any

import pytest
from oracle import GRADES, Oracle, Shop, Terms, load, mentioned
from states import LONGER, ON, PLATFORMS, ROOT, as_json, nested, parsed

from shopexit import Grade, Outcome, Platform, Report, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions

DAYS = (0, 1, 2, 6, 7, 8, 14, 15, 16, 28, 29, 30, 31, 32, 34, 35, 36, 44, 45, 46, 59, 60, 61)
LONG_AGO = (89, 90, 91, 92, 93, 120, 364, 365, 366, 400, 1095, 1096, 1097)
PLACE = re.compile(r"state:\d+:\d+: ")
"""Where in a state file an error is: a smaller file has it elsewhere."""
CLOSED = {"closing.status": "closed", "closing.closed_on": ON - timedelta(days=14)}
"""A shop that was closed two weeks ago."""
ORDER: dict[str, dict[str, Any]] = {
    "pending_payment": {"order.amount": Decimal(1280)},
    "pending_shipment": {
        "order.buyer_agrees": True,
        "order.close_button": False,
        "order.refund_filed": True,
        "order.supplier_decision": "waiting",
    },
    "shipped": {
        "order.buyer_agrees": True,
        "order.refund_filed": True,
        "order.return_needed": True,
        "order.goods_received": True,
        "order.goods_returned": True,
        "order.supplier_decision": "agreed",
    },
    "completed": {},
    "closed": {},
}
"""What lets an order of each state be closed."""


@dataclass(frozen=True)
class Way:
    """A procedure, and how to get a state of which it is ready: an example, and facts on top."""

    platform: str
    procedure: str
    example: str
    facts: Mapping[str, Any]
    states: tuple[str, ...] = ()


WAYS = (
    Way("kuaishou", "close", "ready", {}),
    Way("kuaishou", "refund-deposit", "ready", CLOSED),
    Way("taobao", "close", "ready", {}),
    Way(
        "taobao",
        "refund-deposit",
        "ready",
        {
            "deposit.held": Decimal(1000),
            "deposit.status": "refundable",
            "deposit.campaign_hold": False,
            "deposit.penalty_hold": False,
            "funds.debt": Decimal(0),
            "products.mandatory_deposit_on_sale": 0,
            "services.special_active": False,
        },
    ),
    Way("douyin", "close", "ready", {}),
    Way("douyin", "refund-deposit", "ready", {}),
    Way("douyin", "refund-deposit", "ready", {**CLOSED, "confirmed.papers_ready": True}),
    Way("aliexpress", "exit-managed", "ready", {}),
    Way("aliexpress", "refund-deposit", "refund-ready", {}),
    Way("1688", "refund-deposit", "refund-ready", {}),
    Way("1688", "refund-deposit", "refund-ready", {}, ("completed", "closed")),
    Way("1688", "close-unpaid-order", "ready", {}, ("pending_payment", "shipped")),
    Way("1688", "close-paid-order", "ready", {}, ("pending_shipment", "completed")),
    Way("1688", "close-shipped-order", "ready", {}, ("shipped", "pending_shipment")),
)
SHOP_WAYS = [way for way in WAYS if not way.states]
"""The procedures that a shop goes through as a whole."""


def oracle_of(platform: str) -> Oracle:
    """Return the second judge of a platform."""
    rules = load(ROOT / "rules" / f"{platform}.yaml")
    rules["platform"] = str(rules["platform"])
    return Oracle(rules, load(ROOT / "rules" / "facts.yaml"))


@pytest.fixture(scope="module")
def oracles() -> dict[str, Oracle]:
    """Return the second judge of every platform."""
    return {platform: oracle_of(platform) for platform in PLATFORMS}


def shop_of(oracle: Oracle, example: str) -> Shop:
    """Return what an example's state file says."""
    data = load(ROOT / "examples" / oracle.rules["platform"] / f"{example}.yaml")
    facts = oracle.vocabulary["facts"]
    values = {}
    for group, members in data.items():
        for name, value in members.items() if isinstance(members, dict) else ():
            if f"{group}.{name}" in facts:
                is_money = facts[f"{group}.{name}"]["type"] == "money"
                given = True if isinstance(value, dict) else value
                values[f"{group}.{name}"] = Decimal(given) if is_money else given
    answers = {
        name: {"required": each["required"]} for name, each in data.get("answers", {}).items()
    }
    return Shop(values, None, answers, {}, data["as_of"])


def file_of(platform: str, shop: Shop) -> bytes:
    """Return the state file that says what a shop is."""
    state: dict[str, Any] = {"platform": platform, "answers": shop.answers, **nested(shop.facts)}
    if shop.as_of is not None:
        state["as_of"] = shop.as_of
    if shop.orders is not None:
        state["order_list"] = [
            {"id": key, **{path.partition(".")[2]: value for path, value in order.items()}}
            for key, order in shop.orders.items()
        ]
    state["waivers"] = [
        {"requirement": name, "reason": "agreed", "by": "Li"} | ({"until": until} if until else {})
        for name, until in shop.waivers.items()
    ]
    return json.dumps(state, default=as_json).encode()


class Draw:
    """Draws shops: good ones first, and then up to three of their facts spoilt."""

    def __init__(self, oracle: Oracle, rng: random.Random) -> None:
        self.oracle, self.rng = oracle, rng
        self.facts = oracle.vocabulary["facts"]
        self.clear = {path for path, fact in self.facts.items() if "clear" in fact}
        self.shops = [
            path
            for path in self.facts
            if path.partition(".")[0] not in {"order", "closing"} or path == "closing.whole_shop"
        ]
        names = {way.example for way in WAYS if way.platform == oracle.rules["platform"]}
        self.examples = {name: shop_of(oracle, name) for name in names}

    def chance(self, share: float) -> bool:
        """Return true in this share of the cases."""
        return self.rng.random() < share

    def day(self, on: date) -> date | str:
        """Return a day on which a rule may turn, or never."""
        days = self.rng.choice((*DAYS, *LONG_AGO))
        return "never" if self.chance(0.2) else on - timedelta(days=days)

    def any_value(self, path: str, on: date) -> Any:
        """Return any value that a fact may have."""
        fact = self.facts[path]
        if fact["type"] == "count":
            return self.rng.choice((0, 0, 1, 2, 15, 30, 31, 60, 90))
        if fact["type"] == "money":
            low = ("-0.01", "-100") if fact.get("can_be_negative") else ()
            return Decimal(
                self.rng.choice((*low, "0", "0", "0.01", "300", "300.01", "500", "2000"))
            )
        if fact["type"] == "flag":
            return self.chance(0.5)
        return self.day(on) if fact["type"] == "date" else self.rng.choice(list(fact["choices"]))

    def value(self, path: str, on: date, *, bad: bool) -> Any:
        """Return a good or a bad value of a fact; of a neutral one, any."""
        while True:
            value = self.any_value(path, on)
            if path not in self.clear or self.oracle.is_bad(path, value, on) is bad:
                return value

    def facts_of(self, way: Way, on: date) -> dict[str, Any]:
        """Return the facts of a shop: good ones with some spoilt, or now and then any."""
        if self.chance(0.1):
            any_of = {path: self.any_value(path, on) for path in self.shops if self.chance(0.6)}
            return any_of | ({"closing.status": "not_applied"} if self.chance(0.5) else {})
        facts = {**self.examples[way.example].facts, **way.facts}
        for path, value in facts.items():
            facts[path] = value + (on - ON) if isinstance(value, date) else value
        share = self.rng.choice((0, 0, 0.5, 1))
        for path in self.shops:
            if path not in facts and self.chance(share):
                facts[path] = self.value(path, on, bad=False)
            elif path.startswith("profile.") and path not in self.clear and self.chance(0.1):
                facts[path] = self.any_value(path, on)
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2, 2, 3))):
            path = self.rng.choice(list(facts) if self.chance(0.5) else self.shops)
            if self.chance(0.3):
                facts.pop(path, None)
            elif not path.startswith("closing."):
                facts[path] = self.value(path, on, bad=True)
        if "closing.status" in facts and self.chance(0.05):
            facts["closing.applied_on"] = self.day(on)
        return {**facts, **self.exit(on)} if self.chance(0.4) else facts

    def exit(self, on: date) -> dict[str, Any]:
        """Return how far a closing and a refund are, or nothing of one of them."""
        facts: dict[str, Any] = {}
        if self.chance(0.33):
            return self.over_or_late(on)
        if self.chance(0.7):
            status = self.rng.choice(list(self.facts["closing.status"]["choices"]))
            facts["closing.status"] = status
            for name in ("applied_on", "rejected_on", "closed_on"):
                if self.chance(0.7 if status != "not_applied" else 0.1):
                    facts[f"closing.{name}"] = self.day(on)
            if status != "closed" and self.chance(0.9):
                facts.pop("closing.closed_on", None)
            if self.chance(0.5):
                facts["closing.reason"] = "a screenshot is not clear"
            if self.chance(0.3):
                facts["closing.by"] = self.rng.choice(("seller", "platform"))
        if self.chance(0.6):
            facts["deposit.status"] = self.any_value("deposit.status", on)
            facts["deposit.held"] = Decimal(self.rng.choice(("0", "0", "500", "2000")))
            if self.chance(0.5):
                facts["deposit.applied_on"] = self.day(on)
        return facts

    def over_or_late(self, on: date) -> dict[str, Any]:
        """Return an exit that is over or long under way: figures drawn one by one rarely are."""
        if self.chance(0.75):
            closed = {"closing.status": "closed", "closing.closed_on": on - timedelta(days=1)}
            return closed | {"deposit.status": "returned", "deposit.held": Decimal(0)}
        since = on - timedelta(days=200)
        applied = {"closing.by": "seller", "closing.applied_on": since}
        if self.chance(0.5):
            return applied | {"closing.status": self.rng.choice(("in_review", "in_notice"))}
        closed = {"closing.status": "closed", "closing.closed_on": since}
        return applied | closed | {"deposit.status": "refunding", "deposit.applied_on": since}

    def orders_of(self, way: Way, on: date) -> dict[str, dict[str, Any]] | None:
        """Return up to three orders, or none where the way has none."""
        if not way.states:
            return None
        orders = {}
        for number in range(self.rng.choice((1, 1, 2, 3))):
            status = self.rng.choice(way.states[:1] * 3 + way.states)
            order = {"order.status": status, **ORDER[status]}
            for path in [path for path in self.facts if path.startswith("order.")]:
                if self.chance(0.05):
                    order[path] = self.any_value(path, on)
                elif self.chance(0.03):
                    order.pop(path, None)
            orders[f"A{number + 1}"] = order
        return orders

    def shop(self, way: Way) -> tuple[Shop, Terms]:
        """Return a shop and the terms on which to judge it."""
        rng = self.rng
        on = ON + timedelta(days=rng.choice((0,) * 12 + (178, 179, 180, 181)))
        max_age = rng.choice((7, 7, 7, 0, 30))
        trust = rng.choice(("guide",) * 5 + GRADES)
        terms = Terms(on, trust, self.chance(0.2), max_age)
        ages = (0, 1) * 8 + (7, 8, max_age, max_age + 1)
        as_of = None if self.chance(0.03) else on - timedelta(days=rng.choice(ages))
        facts, orders = self.facts_of(way, on), self.orders_of(way, on)
        if orders is not None and self.chance(0.8):
            facts = {path: each for path, each in facts.items() if not path.startswith("orders.p")}
        answers = self.examples[way.example].answers if self.chance(0.7) else {}
        shop = Shop(facts, orders, answers, {}, as_of)
        shop = replace(shop, answers={**answers, **self.answers(way, shop, terms)})
        return replace(shop, waivers=self.waivers(way, shop, terms)), terms

    def answers(self, way: Way, shop: Shop, terms: Terms) -> dict[str, dict[str, Any]]:
        """Return how a platform has answered some of what is disputed or open."""
        judgement = self.oracle.judge(way.procedure, shop, terms)
        answers: dict[str, dict[str, Any]] = {}
        for requirement in self.oracle.rules["procedures"][way.procedure]["requirements"]:
            if "disputed" in requirement and self.chance(0.4):
                answers[requirement["id"]] = {"required": self.chance(0.4)}
        for path in sorted(judgement.open_points if judgement else ()):
            if self.chance(0.5):
                answers[path] = {"required": self.chance(0.3)}
        if self.chance(0.05):
            answers[self.rng.choice(sorted(self.clear))] = {"required": self.chance(0.5)}
        return {self.oracle.reference(way.procedure, item): each for item, each in answers.items()}

    def waivers(self, way: Way, shop: Shop, terms: Terms) -> dict[str, date | None]:
        """Return waivers of some of what is not met, and now and then of what is."""
        judgement = self.oracle.judge(way.procedure, shop, terms)
        if judgement is None or not self.chance(0.3):
            return {}
        day = timedelta(days=1)
        return {
            self.oracle.reference(way.procedure, item): self.rng.choice(
                (None, terms.on - day, terms.on, terms.on + 30 * day)
            )
            for (_, item), outcome in judgement.outcomes.items()
            if self.chance(0.05 if outcome == "met" else 0.5)
        }


def nothing_but_bad(oracle: Oracle, path: str) -> list[Any]:
    """Return the bad values of a fact, as its type in the vocabulary has them."""
    fact = oracle.vocabulary["facts"][path]
    if "clear" not in fact:
        return []
    below = ("-0.01", "-100") if fact.get("can_be_negative") else ()
    values = {
        "count": (0, 1, 30),
        "money": tuple(map(Decimal, (*below, "0", "0.01", "500"))),
        "flag": (True, False),
        "choice": tuple(fact.get("choices", ())),
    }
    return [value for value in values[fact["type"]] if oracle.is_bad(path, value, ON)]


def judged(rules: Platform, way: Way, shop: Shop, terms: Terms) -> Report | None:
    """Return the program's report, or none where there is nothing to judge.

    Raises ShopexitError if the state is refused.
    """
    state = parsed(file_of(way.platform, shop), rules, on=terms.on)
    try:
        return check(
            rules,
            state,
            EvaluationOptions(
                on=terms.on,
                procedure=way.procedure,
                trust=Grade(terms.trust),
                strict=terms.strict,
                max_age=terms.max_age,
            ),
        )
    except ShopexitError as error:
        if "nothing to check" in str(error):
            return None
        raise


def told_apart(
    oracle: Oracle, rules: Platform, way: Way, shop: Shop, terms: Terms
) -> tuple[str, str]:
    """Return what the second judge says, and wherein the program says something else."""
    refused = oracle.contradicts_itself(shop, terms.on)
    try:
        report = judged(rules, way, shop, terms)
    except ShopexitError as error:
        return "refused", "" if refused else f"is refused: {PLACE.sub('', str(error))}"
    if refused:
        return "refused", "is not refused, and contradicts itself"
    judgement = oracle.judge(way.procedure, shop, terms)
    if judgement is None or report is None:
        agreed = judgement is None and report is None
        return "nothing", "" if agreed else f"is judged by one only: {judgement}"
    outcomes = {
        (each.order, each.ref.split("/", 2)[2]): each.outcome.value for each in report.findings
    }
    points = {point.fact for point in report.open_points}
    apart = [
        f"{item} is {judgement.outcomes.get(item)}, not {outcomes.get(item)}"
        for item in sorted(outcomes.keys() | judgement.outcomes.keys(), key=str)
        if judgement.outcomes.get(item) != outcomes.get(item)
    ]
    if points != judgement.open_points:
        apart.append(f"open are {sorted(judgement.open_points)}, not {sorted(points)}")
    if report.verdict.value not in judgement.verdict.split("|"):
        apart.append(f"the verdict is {judgement.verdict}, not {report.verdict.value}")
    return report.verdict.value, "; ".join(apart)


def least(oracle: Oracle, rules: Platform, way: Way, shop: Shop, terms: Terms) -> Shop:
    """Return a state with nothing in it that what the judges disagree on does not need."""
    otherwise = told_apart(oracle, rules, way, shop, terms)[1]
    for part in ("facts", "answers", "waivers", "orders"):
        for key in list(getattr(shop, part) or ()):
            entries = getattr(shop, part).items()
            left: dict[str, Any] = {part: {name: each for name, each in entries if name != key}}
            smaller = replace(shop, **left)
            if told_apart(oracle, rules, way, smaller, terms)[1] == otherwise:
                shop = smaller
    return shop


def test_both_judges_say_the_same(
    oracles: Mapping[str, Oracle], rules_of: Mapping[str, Platform]
) -> None:
    """Of states drawn at random: the verdict, every outcome, the open points, what is refused."""
    rng = random.Random(20261122)  # noqa: S311 - the same states every time
    draws = {platform: Draw(oracle, rng) for platform, oracle in oracles.items()}
    seen: Counter[str] = Counter()
    apart = []
    for way in cycle(WAYS):
        shop, terms = draws[way.platform].shop(way)
        said, otherwise = told_apart(
            oracles[way.platform], rules_of[way.platform], way, shop, terms
        )
        seen[said] += 1
        if otherwise:
            apart.append((otherwise, way, shop, terms))
        if seen.total() - seen["refused"] == 1600 * LONGER:
            break
    lines = [f"of {seen.total()} states, {len(apart)} are judged otherwise:"]
    for otherwise, way, shop, terms in apart[:5]:
        smallest = least(oracles[way.platform], rules_of[way.platform], way, shop, terms)
        lines.append(f"{way.platform}/{way.procedure}: {otherwise}\n  {smallest}\n  {terms}")
    assert not apart, "\n".join(lines)
    assert all(seen[verdict] > 25 for verdict in ("blocked", "undetermined", "ready")), seen
    assert all(seen[verdict] > 12 for verdict in ("overdue", "under-way", "done")), seen


def shown(oracle: Oracle, way: Way, report: Report) -> Iterator[str]:
    """Yield the facts that a report shows: open, not asked for, or read and what that did."""
    procedure = oracle.rules["procedures"][way.procedure]
    entries = {
        oracle.reference(way.procedure, entry["id"]): entry
        for section in ("requirements", "steps", "by_itself", "effects", "aftercare")
        for entry in procedure.get(section, [])
    }
    yield from (point.fact for point in report.open_points)
    yield from (each.fact for each in report.not_asked if each.sources or each.no_such_thing)
    for finding in report.findings:
        if finding.outcome is not Outcome.NOT_APPLICABLE:
            yield from finding.has
            yield from oracle.reads(entries.get(finding.ref, {}))
    for action in report.plan.actions:
        yield from oracle.reads(entries.get(action.ref, {}))
    # Once it is applied for, what no rule reads is a warning.
    said = " ".join(w.says.en for w in report.warnings if w.code == "applied-open-point")
    yield from (p for p, f in oracle.vocabulary["facts"].items() if f["label"]["en"] in said)


def silent(oracle: Oracle, rules: Platform, way: Way, bad: Mapping[str, Any]) -> set[str]:
    """Return the bad facts that a report says nothing of, of those added to a good shop."""
    shop = shop_of(oracle, way.example)
    shop = replace(shop, facts={**shop.facts, **way.facts, **bad})
    said, otherwise = told_apart(oracle, rules, way, shop, Terms(ON))
    assert not otherwise, f"{way.procedure} {bad}: {otherwise}"
    if said in {"refused", "nothing"}:
        return set()
    report = judged(rules, way, shop, Terms(ON))
    assert report is not None
    assert report.verdict is not Verdict.READY or not report.open_points
    return bad.keys() - set(shown(oracle, way, report))


@pytest.mark.parametrize("way", SHOP_WAYS, ids=lambda way: f"{way.platform}-{way.procedure}")
def test_no_bad_fact_is_silent(
    way: Way, oracles: Mapping[str, Oracle], rules_of: Mapping[str, Platform]
) -> None:
    """Each bad value of each fact is refused, open, not asked for with a reason, or read."""
    oracle = oracles[way.platform]
    for path, fact in oracle.vocabulary["facts"].items():
        if "clear" in fact:
            values = nothing_but_bad(oracle, path)
            assert values, path
            for value in values:
                assert not silent(oracle, rules_of[way.platform], way, {path: value}), (path, value)


def test_no_two_bad_facts_silence_each_other(
    oracles: Mapping[str, Oracle], rules_of: Mapping[str, Platform]
) -> None:
    """Of 200 pairs drawn at random, each of both is heard."""
    rng = random.Random(2612)  # noqa: S311 - the same pairs every time
    for _ in range(200 * LONGER):
        way = rng.choice(SHOP_WAYS)
        oracle = oracles[way.platform]
        facts = oracle.vocabulary["facts"]
        paths = rng.sample([path for path, fact in facts.items() if "clear" in fact], 2)
        bad = {path: rng.choice(nothing_but_bad(oracle, path)) for path in paths}
        assert not silent(oracle, rules_of[way.platform], way, bad), (way, bad)


ORDER_OF_VERDICTS = (Verdict.BLOCKED, Verdict.UNDETERMINED, Verdict.READY)


def worse(draw: Draw, shop: Shop, report: Report, terms: Terms) -> Iterator[tuple[str, Shop]]:
    """Yield shops that are worse than this one: a fact gone bad, older figures, a fact less."""
    read = {path for finding in report.findings for path in finding.has}
    good = {
        path
        for path in draw.clear
        if path not in shop.facts or not draw.oracle.is_bad(path, shop.facts[path], terms.on)
    }
    path = draw.rng.choice(sorted(good & read if good & read and draw.chance(0.7) else good))
    bad = draw.value(path, terms.on, bad=True)
    yield f"{path} is {bad}", replace(shop, facts={**shop.facts, path: bad})
    older = (shop.as_of or terms.on) - timedelta(days=draw.rng.choice((1, 7, 8, 31)))
    # What was said of an earlier month is no longer known, be it good or bad.
    void = shop.as_of and len(
        draw.oracle.in_month_of(terms.on, replace(shop, as_of=older)).facts
    ) < len(shop.facts)
    gone = " and facts gone" if void and report.verdict is not Verdict.READY else ""
    yield f"as of {older}{gone}", replace(shop, as_of=older if shop.as_of else None)
    # Only a fact that is given can be an open point, or contradict another.
    spared = {point.fact for point in report.open_points} | {
        name.rpartition("/")[2] for name in shop.answers
    }
    for procedure in draw.oracle.rules["procedures"].values():
        for entry in procedure.get("trouble", []):
            spared |= mentioned(entry["when"]) if entry.get("prevents_ready") else set()
    given = [path for path in shop.facts if path not in spared]
    if given and report.verdict is not Verdict.READY:
        path = draw.rng.choice(given)
        left = {name: value for name, value in shop.facts.items() if name != path}
        yield f"{path} is gone", replace(shop, facts=left)


def test_what_is_worse_is_never_judged_better(
    oracles: Mapping[str, Oracle], rules_of: Mapping[str, Platform]
) -> None:
    """No bad fact and no older figures improve a verdict, and no missing fact makes one ready."""
    rng = random.Random(61122)  # noqa: S311 - the same states every time
    draws = {platform: Draw(oracle, rng) for platform, oracle in oracles.items()}
    compared: Counter[Verdict] = Counter()
    for way in cycle(WAYS):
        shop, terms = draws[way.platform].shop(way)
        shop = replace(shop, waivers={})
        rules = rules_of[way.platform]
        try:
            before = judged(rules, way, shop, terms)
        except ShopexitError:
            continue
        if before is None or before.verdict not in ORDER_OF_VERDICTS:
            continue
        rank = ORDER_OF_VERDICTS.index(before.verdict)
        for change, other in worse(draws[way.platform], shop, before, terms):
            try:
                after = judged(rules, way, other, terms)
            except ShopexitError:
                continue
            if after is None or after.verdict not in ORDER_OF_VERDICTS:
                continue
            # The figure shows that it is applied for; undated figures make that undetermined.
            if any(finding.outcome is Outcome.PASSED for finding in after.findings):
                continue
            allowed = ORDER_OF_VERDICTS[: 2 if change.endswith("gone") else rank + 1]
            assert after.verdict in allowed, f"{way.procedure}, {change}\n{shop}\n{terms}"
            compared[after.verdict] += 1
        if compared.total() >= 450 * LONGER:
            break
    assert all(compared[verdict] >= 15 for verdict in ORDER_OF_VERDICTS), compared


def test_a_bad_fact_is_never_better_than_a_missing_one(
    oracles: Mapping[str, Oracle], rules_of: Mapping[str, Platform]
) -> None:
    """Whatever a procedure reads, and whichever sources are trusted."""
    better = []
    for way, trust in product(SHOP_WAYS, GRADES):
        oracle, rules = oracles[way.platform], rules_of[way.platform]
        requirements = oracle.rules["procedures"][way.procedure]["requirements"]
        shop = shop_of(oracle, way.example)
        for path in sorted(set().union(*map(oracle.reads, requirements))):
            facts = {**shop.facts, **way.facts}
            facts.pop(path, None)
            values = nothing_but_bad(oracle, path)
            shops = [replace(shop, facts={**facts, path: value}) for value in values[:1]]
            shops = [each for each in shops if not oracle.contradicts_itself(each, ON)]
            terms = Terms(ON, trust)
            reports = [
                judged(rules, way, each, terms) for each in (replace(shop, facts=facts), *shops)
            ]
            if any(each and each.verdict not in ORDER_OF_VERDICTS for each in reports):
                continue  # it is applied for, whatever the figures are
            ranks = [ORDER_OF_VERDICTS.index(each.verdict) for each in reports if each]
            if max(ranks[1:], default=0) > ranks[0]:
                better.append(f"{way.platform}/{way.procedure}: {path} {values[0]}, {trust}")
    assert not better


def test_trust_settles_nothing_between_sources_that_are_all_below_it(
    rules_of: Mapping[str, Platform],
) -> None:
    """What is disputed lets a shop be ready only where a trusted source says the other thing."""
    settled = []
    for path in sorted((ROOT / "examples").glob("*/*disputed.yaml")):
        rules = rules_of[path.parent.name]
        state = parsed(path.read_bytes(), rules, on=ON)
        procedure = "refund-deposit" if path.name.startswith("refund") else None
        for trust in GRADES:
            report = check(
                rules, state, EvaluationOptions(on=ON, procedure=procedure, trust=Grade(trust))
            )
            for finding in report.findings if report.verdict is Verdict.READY else ():
                others = [source.grade for side in finding.disputed for source in side.sources]
                best = max((GRADES.index(grade.value) for grade in others), default=-1)
                if finding.outcome is Outcome.DISPUTED and best < GRADES.index(trust):
                    settled.append(f"{finding.ref} with --trust {trust}")
    assert not settled
