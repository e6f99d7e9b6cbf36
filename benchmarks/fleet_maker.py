"""Making a fleet that looks like an agency's: every fact of every shop is drawn by itself.

What a shop tells of is read from the rules, and so is which figures are good enough; nothing is
copied from a template, and no two shops are the same. The same seed makes the same fleet.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from shopexit import load_rules
from shopexit.rules.conditions import FactRef, Matcher, atoms, facts_read
from shopexit.rules.facts import Fact, FactType
from shopexit.rules.platform import Procedure
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary

PLATFORMS = ("1688", "aliexpress", "douyin", "kuaishou", "taobao")
ON = date(2026, 11, 22)
IN_A_FOLDER = 1_000
BROKEN = 0.01
KINDS = {"ready": 24, "few": 32, "many": 18, "missing": 16, "disputed": 10}
"""Of a hundred shops, how many are how far along."""
Shop: TypeAlias = dict[str, Any]

_CITIES, _TRADES, _PEOPLE = (
    words.split()
    for words in (
        (
            "杭州 义乌 广州 深圳 温州 泉州 佛山 东莞 宁波 苏州 常熟 临沂 石狮 汕头 中山 青岛 成都"
            " 重庆 武汉 长沙 郑州 西安 厦门 福州 合肥 南通 绍兴 金华 台州 嘉兴 湖州 南京 无锡 徐州"
        ),
        (
            "女装 男装 童装 零食铺 茶行 数码配件 家居 五金 厨具 手工饰品 箱包 鞋业 家纺 布艺 美妆"
            " 文具 玩具 母婴 宠物用品 灯饰 户外 渔具 汽车用品 农产品 海产 干果 花卉 乐器 陶瓷 图书"
        ),
        "王建 李娜 张伟 陈青 林小满 周会计 赵敏 黄老板 吴芳 徐洁 孙磊 财务小周 客服小刘 郑工",
    )
)
_WORDS = (
    "晨光远航青禾小满半山阿珍晓燕恒达康佳米粒云朵暖阳星河木棉"
    "麦田松果鹿鸣初见拾光知味可乐安然锦绣宏图"
)
_SORTS = ("店", "旗舰店", "专营店", "企业店", "工厂店", "小店", "优选", "商行")
_OFTEN = {"closing.status": (76, 4, 10, 2, 2, 6), "profile.region": (80, 15, 5)}
_DEPOSITS = (500, 500, 1000, 2000, 2000, 5000, 10000, 30000)
_PLAIN = re.compile(r"[a-z_]+|\d{4}-\d\d-\d\d|[a-z0-9]+(/[a-z0-9-]+)+")


@dataclass(frozen=True)
class Wanted:
    """A requirement that decides: what it reads and what it asks of that."""

    ref: str
    reads: tuple[str, ...]
    asks: tuple[tuple[str, Matcher], ...]
    disputed: bool


class Maker:
    """Draws the shops of one platform."""

    def __init__(self, name: str, chance: random.Random, unlike: bool) -> None:
        platform = load_rules(name)
        self.chance = chance
        self.unlike = unlike
        self.names = (name, name, name, *platform.aliases[:1])
        self.vocabulary = platform.vocabulary
        self.applied = platform.applied
        self.statuses = platform.statuses
        self.facts = platform.vocabulary.facts
        defaults = [platform.procedures[each] for each in platform.defaults]
        self.wanted = [
            Wanted(
                f"{name}/{each}/{requirement.id}",
                tuple(dict.fromkeys(facts_read(requirement.holds))),
                tuple(atoms(requirement.holds)),
                bool(requirement.disputed),
            )
            for each in platform.defaults
            for requirement in platform.procedures[each].requirements
        ]
        self.steps = [f"{name}/{each}/{s.id}" for each in platform.defaults
                      for s in platform.procedures[each].steps]  # fmt: skip
        every = platform.procedures.values()
        read = list(dict.fromkeys(f for procedure in every for f in procedure.facts_read()))
        self.shop_facts = [path for path in read if not path.startswith("order.")]
        self.needed = {path for procedure in defaults for path in procedure.facts_read()}
        self.by_status = {_status(each): each.facts_read() for each in defaults if _status(each)}
        if self.by_status:
            counted = {path for path, fact in self.facts.items() if fact.counts_status}
            self.shop_facts = [path for path in self.shop_facts if path not in counted]
        self.asks = self._asks(disputed=True)
        self.asks_undisputed = self._asks(disputed=False)

    def _asks(self, disputed: bool) -> dict[str, list[Matcher]]:
        asks: dict[str, list[Matcher]] = {}
        for wanted in self.wanted:
            if disputed or not wanted.disputed:
                for path, matcher in wanted.asks:
                    asks.setdefault(path, []).append(matcher)
        return asks

    # --- one fact ---------------------------------------------------------------------------

    def day(self, ago: int) -> str:
        """Return the day that lies so many days back."""
        return str(ON - timedelta(days=ago))

    def amount(self) -> float:
        """Return an amount, small ones more often."""
        return round(self.chance.choice((90, 900, 9_000)) * self.chance.random() + 0.5, 2)

    def good(self, path: str, asks: Sequence[Matcher], lag: int) -> Any:
        """Return a value that meets what is asked of a fact, as far as one value can."""
        fact, chance = self.facts[path], self.chance
        if fact.type is FactType.DATE:
            return self._good_day(asks, lag)
        fixed = [m for m in asks if not isinstance(m.operand, FactRef)]
        plain = [m.operand for m in fixed if m.operator == "equals"]
        if path == "deposit.held" and any(isinstance(m.operand, FactRef) for m in asks):
            return None  # drawn beside what it is compared with
        for matcher in fixed:
            if matcher.operator == "one_of":
                return chance.choice(matcher.operand)
        if plain:
            return plain[0]
        return self.natural(path, fact, lag)

    def _good_day(self, asks: Sequence[Matcher], lag: int) -> str:
        days = max((m.operand for m in asks if isinstance(m.operand, int)), default=lag)
        if any(m.operand == "never" for m in asks) and self.chance.random() < 0.25:
            return "never"
        return self.day(max(days, lag) + self.chance.randrange(max(20, 120 - days)))

    def bad(self, path: str, asks: Sequence[Matcher], lag: int) -> Any:
        """Return a value that does not meet what is asked of a fact."""
        fact, chance = self.facts[path], self.chance
        match fact.type:
            case FactType.COUNT:
                return 1 + int(chance.expovariate(0.12))
            case FactType.MONEY:
                return self.amount()
            case FactType.FLAG:
                return not next((m.operand for m in asks if m.operator == "equals"), True)
            case FactType.DATE:
                days = max((m.operand for m in asks if isinstance(m.operand, int)), default=120)
                if chance.random() < 0.1 and not any(m.operand == "never" for m in asks):
                    return "never"
                return self.day(max(lag, chance.randrange(min(days, 120) or 1)))
            case _:
                liked = {v for m in asks for v in _values(m)}
                return chance.choice([c for c in fact.choices if c not in liked] or [*fact.choices])

    def natural(self, path: str, fact: Fact, lag: int) -> Any:
        """Return a value of which nothing is asked."""
        chance = self.chance
        match fact.type:
            case FactType.COUNT:
                return 0 if chance.random() < 0.5 else int(chance.expovariate(0.05))
            case FactType.MONEY:
                return 0 if chance.random() < 0.3 else self.amount()
            case FactType.FLAG:
                return chance.random() < 0.4
            case FactType.DATE:
                return self.day(lag + chance.randrange(120 - lag))
            case _:
                return chance.choices([*fact.choices], _OFTEN.get(path))[0]

    def uniform(self, path: str, lag: int) -> Any:
        """Return any value at all: every bound is on either side as likely as can be."""
        fact, chance = self.facts[path], self.chance
        match fact.type:
            case FactType.COUNT:
                return chance.choice((0, chance.randrange(1, 1000)))
            case FactType.MONEY:
                return chance.choice((0, chance.randrange(1, 2_000_000) / 100))
            case FactType.FLAG:
                return chance.random() < 0.5
            case FactType.DATE:
                days = chance.choice((40, 120, 1200))
                return "never" if chance.random() < 0.1 else self.day(lag + chance.randrange(days))
            case _:
                return chance.choice([*fact.choices])

    # --- one shop ---------------------------------------------------------------------------

    def shop(self) -> Shop:
        """Return a shop."""
        chance = self.chance
        kind = chance.choices([*KINDS], [*KINDS.values()])[0]
        lag = chance.choices((0, 1, 2, 3, 9, 45), (25, 40, 15, 12, 6, 2))[0]
        if self.unlike:
            values = {p: self.uniform(p, lag) for p in self.shop_facts if chance.random() < 0.9}
            wrong: set[str] = set()
        else:
            values, wrong = self._values(kind, lag)
        self._mend(values, lag)
        state: Shop = {"platform": chance.choice(self.names)}
        if chance.random() < 0.99:
            state["shop"] = _name(chance)
        state["as_of"] = self.day(lag)
        for path, value in values.items():
            group, _, name = path.partition(".")
            state.setdefault(group, {})[name] = value
        if self.by_status:
            state["order_list"] = self._orders(kind, lag)
        self._proofs(state, lag)
        self._words(state, kind, wrong, lag)
        return state

    def _values(self, kind: str, lag: int) -> tuple[dict[str, Any], set[str]]:
        """Return the facts of a shop, and the requirements that were made not to be met."""
        chance = self.chance
        asks = self.asks_undisputed if kind == "disputed" else self.asks
        of_shop = [w for w in self.wanted if not w.reads[0].startswith("order.")]
        wrong: list[Wanted] = []
        if of_shop and kind == "few":
            wrong = chance.sample(of_shop, min(len(of_shop), chance.randint(1, 3)))
        elif kind == "many":
            wrong = [w for w in of_shop if chance.random() < 0.5]
        spoilt = {chance.choice(w.reads) for w in wrong}
        values: dict[str, Any] = {}
        for path in self.shop_facts:
            if path not in self.needed and chance.random() < 0.35:
                continue
            draw = self.bad if path in spoilt else self.good
            values[path] = draw(path, asks.get(path, ()), lag)
        self._deposit(values, spoilt)
        if kind == "missing":
            asked = [p for p in values if p in asks]
            for path in chance.sample(asked, min(len(asked), chance.randint(1, 4))):
                del values[path]
        return values, {w.ref for w in wrong}

    def _deposit(self, values: dict[str, Any], spoilt: set[str]) -> None:
        """Give a deposit that is in full, or falls short."""
        chance = self.chance
        if "deposit.required" not in values:
            if values.get("deposit.held") and "deposit.held" not in spoilt:
                values["deposit.held"] = chance.choice(_DEPOSITS)
            return
        required = values["deposit.required"] = chance.choice(_DEPOSITS)
        held = required + chance.choice((0, 0, 0, 0, 500, round(chance.random() * 900, 2)))
        if spoilt & {"deposit.held", "deposit.required"}:
            held = round(required * chance.random(), 2)
        values["deposit.held"] = round(held, 2)

    def _mend(self, values: dict[str, Any], lag: int) -> None:
        """Take out what a state file may not say at once."""
        if values.get("deposit.status") == "returned" and values.get("deposit.held", 0) > 0:
            values["deposit.status"] = "frozen"
        status = values.get("closing.status")
        if status and self.statuses and status not in self.statuses:
            status = values["closing.status"] = "in_review"
        applied, closed = "closing.applied_on", "closing.closed_on"
        if applied in values and status:
            days = self.chance.randrange(lag, lag + 20)
            values[applied] = "never" if status == "not_applied" else self.day(days)
        if closed in values and status:
            values[closed] = self.day(lag) if status == "closed" else "never"
        _make_possible(values, self.vocabulary)

    def _orders(self, kind: str, lag: int) -> list[Shop]:
        """Return one to eight orders, the first of which is not over."""
        chance = self.chance
        count = chance.randint(1, 8)
        spoilt = {"few": 1, "missing": 1, "many": count}.get(kind, 0)
        orders = []
        for i in range(count):
            open_ones = [*self.by_status]
            status = chance.choice(open_ones if i == 0 or chance.random() < 0.8 else _OVER)
            order = {"id": f"{chance.randrange(10**18, 10**19)}", "status": status}
            order |= self._order(status, kind, i < spoilt, lag)
            facts = {f"order.{name}": value for name, value in order.items()}
            _make_possible(facts, self.vocabulary)
            order = {_own(path): value for path, value in facts.items()}
            orders.append(order)
        chance.shuffle(orders)
        return orders

    def _order(self, status: str, kind: str, spoilt: bool, lag: int) -> Shop:
        chance = self.chance
        asks = self.asks_undisputed if kind == "disputed" else self.asks
        reads = self.by_status.get(status, ("order.amount", "order.placed_on"))
        paths = [p for p in reads if p.startswith("order.") and p != "order.status"]
        if self.unlike:
            return {_own(p): self.uniform(p, lag) for p in paths if chance.random() < 0.9}
        order: Shop = {}
        for path in paths:
            asked = asks.get(path, ())
            if not asked and chance.random() < 0.3:
                continue
            if spoilt and kind == "missing" and chance.random() < 0.3:
                continue
            wrong = spoilt and kind != "missing" and asked and chance.random() < 0.5
            order[_own(path)] = (self.bad if wrong else self.good)(path, asked, lag)
        return order

    def _proofs(self, state: Shop, lag: int) -> None:
        """Say of some confirmations who gave them and where the proof lies."""
        chance = self.chance
        for name, value in state.get("confirmed", {}).items():
            if value is True and chance.random() < 0.4:
                day, person = self.day(lag + chance.randrange(9)), chance.choice(_PEOPLE)
                proof = {"on": day, "by": person, "evidence": f"备份/{person}/{name}-{day}.zip"}
                keys = chance.choice((["on", "by"], ["on", "by", "evidence"]))
                state["confirmed"][name] = {key: proof[key] for key in keys}

    def _words(self, state: Shop, kind: str, wrong: set[str], lag: int) -> None:
        """Give answers of the platform, waivers, and steps that were taken."""
        chance = self.chance
        often = {"ready": 1.0, "few": 0.6, "many": 0.3, "missing": 0.6}.get(kind, 0.0)
        answers = {
            each.ref: {
                "required": kind != "ready" and chance.random() < 0.25,
                "on": self.day(lag + chance.randrange(20)),
                "by": chance.choice(("平台客服", "官方客服", "招商经理")),
            }
            for each in self.wanted
            if each.disputed and chance.random() < often
        }
        if answers:
            state["answers"] = answers
        waived = [ref for ref in sorted(wrong) if chance.random() < 0.3]
        if chance.random() < 0.06:
            waived.append(chance.choice(self.wanted).ref)
        if waived:
            state["waivers"] = [self._waiver(ref) for ref in dict.fromkeys(waived)]
        if chance.random() < 0.25:
            taken = self.steps[: chance.randint(1, 3)]
            if state.get("closing", {}).get("status", "not_applied") == "not_applied":
                taken = [step for step in taken if step not in self.applied]
            state["done"] = [
                step if chance.random() < 0.3
                else {"step": step, "on": self.day(lag + chance.randrange(15))}
                for step in taken
            ]  # fmt: skip

    def _waiver(self, ref: str) -> Shop:
        chance = self.chance
        reasons = ("客户都是散客", "平台已口头同意", "金额太小，不追了", "老板决定不做")
        waiver = {
            "requirement": ref,
            "reason": chance.choice(reasons),
            "by": chance.choice(_PEOPLE),
        }
        if chance.random() < 0.85:
            waiver["until"] = self.day(chance.randrange(-90, 45))
        return waiver


def _make_possible(values: dict[str, Any], vocabulary: Vocabulary) -> None:
    """Take out what cannot be so beside the rest, of a shop or of an order."""
    typed = {path: _typed(value) for path, value in values.items()}
    for pair in vocabulary.impossible:
        if pair.facts.truth(typed, ON) is Truth.TRUE:
            out = next(name for name in reversed(pair.names) if name in values)
            del values[out], typed[out]
    for days in vocabulary.in_order:
        told = [typed[path] for path in days if isinstance(typed.get(path), date)]
        if told != sorted(told):
            values.pop(days[-1], None)


def _typed(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(str(value))
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return date.fromisoformat(value) if is_day else value


_OVER = ("completed", "closed")


def _own(path: str) -> str:
    return path.partition(".")[2]


def _values(matcher: Matcher) -> tuple[Any, ...]:
    return matcher.operand if isinstance(matcher.operand, tuple) else (matcher.operand,)


def _status(procedure: Procedure) -> str:
    """Return the state of the orders that a procedure is for, if it is for orders."""
    if procedure.when is None:
        return ""
    asked = dict(atoms(procedure.when))
    return str(asked["order.status"].operand) if "order.status" in asked else ""


def _name(chance: random.Random) -> str:
    start = 2 * chance.randrange(len(_WORDS) // 2)
    word = _WORDS[start : start + 2]
    number = f"{chance.randrange(1, 100)}号" if chance.random() < 0.1 else ""
    parts = (chance.choice(_CITIES), word, chance.choice(_TRADES), number, chance.choice(_SORTS))
    return "".join(parts)


# --- many shops -----------------------------------------------------------------------------


def fleet(count: int, seed: int, unlike: bool) -> Iterator[tuple[Shop, bool]]:
    """Yield shops of all platforms, no two alike, and whether the text is to be damaged."""
    chance = random.Random(seed)  # noqa: S311 - the same fleet each time
    makers = [Maker(name, chance, unlike) for name in PLATFORMS]
    seen: set[int] = set()
    while len(seen) < count:
        shop = chance.choice(makers).shop()
        mark = hash(json.dumps(shop, sort_keys=True))
        if mark in seen:
            continue
        seen.add(mark)
        cut = False
        # A fleet of one is there to measure the start: it has to be whole.
        if count > 1 and chance.random() < BROKEN:
            cut = _break(shop, chance)
        yield shop, cut


def _break(shop: Shop, chance: random.Random) -> bool:
    """Make a mistake that people make; return whether the text itself is to be damaged."""
    orders = shop.setdefault("orders", {})
    match chance.randrange(5):
        case 0:
            orders["pending_recipt"] = 0
        case 1:
            orders["pending_receipt"] = -1 - chance.randrange(9)
        case 2:
            orders["last_completed_on"] = f"2026-13-{chance.randrange(10, 99)}"
        case 3:
            shop["platform"] = chance.choice(("pinduoduo", "拼多多", "shopee", "jd"))
        case _:
            return True
    return False


def as_line(shop: Shop, cut: bool) -> str:
    """Return a shop as a line of JSON Lines, cut off in the middle if it is damaged."""
    line = json.dumps(shop, ensure_ascii=False, separators=(",", ":"), default=float)
    return line[: len(line) * 2 // 3] if cut else line


def as_file(shop: Shop, cut: bool) -> str:
    """Return a shop as a YAML file that a person might have written."""
    lines: list[str] = []
    for key, value in shop.items():
        if isinstance(value, dict) and (len(value) > 3 or key == "answers"):
            lines += [f"{key}:", *(f"  {name}: {_flow(each)}" for name, each in value.items())]
        elif isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_flow(each)}" for each in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    if cut:
        lines.insert(len(lines) // 2, "orders: {pending_payment: 0")
    return "\n".join([*lines, ""])


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False, default=float)


Write: TypeAlias = Callable[[Shop, bool], str]


def write_lines(path: Path, count: int, seed: int, unlike: bool) -> None:
    """Write a fleet as JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{as_line(*each)}\n" for each in fleet(count, seed, unlike))


def write_files(path: Path, count: int, seed: int, suffix: str) -> None:
    """Write a fleet as one file a shop, a thousand in a folder."""
    write: Write = as_file if suffix == "yaml" else as_line
    folder = path
    for i, each in enumerate(fleet(count, seed, unlike=False)):
        if i % IN_A_FOLDER == 0:
            folder = path / f"{i // IN_A_FOLDER:03}"
            folder.mkdir(parents=True)
        (folder / f"shop-{i:06}.{suffix}").write_text(write(*each), encoding="utf-8")
