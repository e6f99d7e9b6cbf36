"""What somebody would do without shopexit: a bare parse, a JSON Schema, a policy in CEL.

    python benchmarks/fleet_rivals.py {json FILE | yaml FOLDER... | cel POLICY FILE}

The schema and the policy are made from the rule files, so that they ask for the same as far as
their languages can say it. Neither plans, counts money or says why, and the policy does not check
what it reads.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from shopexit.rules.conditions import Condition, Matcher
    from shopexit.rules.platform import Procedure

ON = date(2026, 11, 22)
Schema: TypeAlias = dict[str, Any]
NEVER = 10**9
"""The day that stands for `never` in CEL: far ahead, so that nothing is ever long enough ago."""
UNMET, UNKNOWN, MET, NOT_APPLICABLE = range(4)
_OPERATORS = {"at_most": "<=", "at_least": ">="}


# --- contestants: each is a process of its own ----------------------------------------------


def parse_lines(path: str) -> None:
    """Parse JSON Lines and do nothing else."""
    parsed = damaged = 0
    with Path(path).open("rb") as file:
        for line in file:
            try:
                json.loads(line)
                parsed += 1
            except ValueError:
                damaged += 1
    print(json.dumps({"parsed": parsed, "damaged": damaged}))


def parse_files(folders: Sequence[str]) -> None:
    """Parse YAML files by libyaml and do nothing else."""
    import yaml

    parsed = damaged = 0
    for folder in folders:
        for path in sorted(Path(folder).iterdir()):
            try:
                yaml.load(path.read_bytes(), yaml.CSafeLoader)
                parsed += 1
            except (yaml.YAMLError, ValueError):
                damaged += 1
    print(json.dumps({"parsed": parsed, "damaged": damaged}))


def judge_by_cel(policy: str, path: str, each: bool = False) -> None:
    """Evaluate every requirement of the default procedures by CEL, for every line."""
    import cel  # type: ignore[import-untyped,import-not-found,unused-ignore]

    compiled = {}
    for rules in json.loads(Path(policy).read_bytes()):
        program = cel.compile(rules["expression"])
        prepared = (program, rules["by_order"], rules["facts"], dict.fromkeys(rules["variables"]))
        compiled.update(dict.fromkeys(rules["names"], prepared))
    found = [0, 0, 0, 0]
    damaged = 0
    with Path(path).open("rb") as file:
        for line in file:
            try:
                state = json.loads(line)
                program, by_order, facts, empty = compiled[state["platform"]]
                shop = empty | dict(_flat(state, facts))
                given = {"order": facts.get("order", {})}
                orders = state["order_list"] if by_order else [{}]
                cases = [shop | dict(_flat({"order": order}, given)) for order in orders]
                outcomes = [outcome for case in cases for outcome in program.execute(case)]
            except (ValueError, KeyError):  # the text is damaged, or says what nobody knows
                outcomes = []
                damaged += 1
            for outcome in outcomes:
                found[outcome] += 1
            if each:
                print(json.dumps([outcomes.count(UNMET), outcomes.count(UNKNOWN)]))
    if not each:
        print(json.dumps({"unmet": found[UNMET], "unknown": found[UNKNOWN], "damaged": damaged}))


def _flat(state: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts of a state by the names of their variables, days as numbers."""
    for group, kinds in facts.items():
        for name, value in (state.get(group) or {}).items():
            kind = kinds.get(name)
            if kind == "day" and value is not None:
                day = NEVER if value == "never" else date.fromisoformat(value).toordinal()
                yield f"{group}_{name}", day
            elif kind == "flag" and isinstance(value, dict):
                yield f"{group}_{name}", True
            elif kind:
                yield f"{group}_{name}", value


# --- the policy -----------------------------------------------------------------------------


def policy() -> list[dict[str, Any]]:
    """Return the requirements of each platform's default procedures as one CEL expression.

    CEL has two truth values, and its `null` is equal to nothing else. So a condition becomes two
    expressions: one for what surely holds and one for what surely does not.
    """
    from shopexit import load_rules
    from shopexit.rules.conditions import facts_read
    from shopexit.rules.facts import FactType
    from shopexit.rules.procedure_checks import Subject

    kinds = {FactType.DATE: "day", FactType.FLAG: "flag"}
    made = []
    for name in ("1688", "aliexpress", "douyin", "kuaishou", "taobao"):
        platform = load_rules(name)
        outcomes: list[str] = []
        read: dict[str, None] = {}
        subjects = set()
        for each in platform.defaults:
            procedure = platform.procedures[each]
            subjects.add(procedure.subject)
            for requirement in procedure.requirements:
                whens = [when for when in (procedure.when, requirement.when) if when]
                for condition in (*whens, requirement.holds):
                    read |= dict.fromkeys(facts_read(condition))
                outcomes.append(_outcome(whens, requirement.holds))
        facts: dict[str, dict[str, str]] = {}
        for path in read:
            group, _, fact = path.partition(".")
            kind = kinds.get(platform.vocabulary.facts[path].type, "plain")
            facts.setdefault(group, {})[fact] = kind
        made.append(
            {
                "names": [name, *platform.aliases],
                "by_order": Subject.ORDER in subjects,
                "facts": facts,
                "variables": [_variable(path) for path in read],
                "expression": f"[{', '.join(outcomes)}]",
            }
        )
    return made


def _outcome(whens: Sequence["Condition"], holds: "Condition") -> str:
    applies = " && ".join(f"({_cel(when, want=True)})" for when in whens)
    spared = " || ".join(f"({_cel(when, want=False)})" for when in whens)
    unmet = " && ".join(filter(None, (applies, f"({_cel(holds, want=False)})")))
    rest = f"({_cel(holds, want=True)}) ? {MET} : ({unmet}) ? {UNMET} : {UNKNOWN}"
    return f"({spared}) ? {NOT_APPLICABLE} : ({rest})" if spared else rest


def _variable(path: str) -> str:
    return path.replace(".", "_")


def _cel(condition: "Condition", want: bool) -> str:
    """Return an expression that is true if a condition surely holds, or surely does not."""
    from shopexit.rules.conditions import AllOf, AnyOf, Facts, NotOf

    match condition:
        case Facts():
            parts = [_compared(path, matcher, want) for path, matcher in condition.matchers]
        case NotOf():
            return _cel(condition.not_, not want)
        case AllOf():
            parts = [_cel(part, want) for part in condition.all]
        case AnyOf():
            parts = [_cel(part, want) for part in condition.any]
    every = isinstance(condition, AnyOf) is not want
    return (" && " if every else " || ").join(f"({part})" for part in parts)


def _compared(path: str, matcher: "Matcher", want: bool) -> str:
    from shopexit.rules.conditions import FactRef

    operand, has = matcher.operand, _variable(path)
    known = [f"{has} != null"]
    if isinstance(operand, FactRef):
        bound = _variable(operand.fact)
        known.append(f"{bound} != null")
    elif matcher.operator == "one_of":
        bound = f"[{', '.join(map(_literal, operand))}]"
    else:
        bound = _literal(operand)
    match matcher.operator:
        case "one_of":
            asked = f"{has} in {bound}"
        case "at_least_days_ago":
            asked = f"{ON.toordinal()} - {has} >= {bound}"
        case operator:
            if operator in ("equals", "not_"):
                same = (operator == "equals") is want  # `null` is the same as nothing else
                return f"{has} == {bound}" if same else f"{has} != null && {has} != {bound}"
            asked = f"{has} {_OPERATORS[operator]} {bound}"
    return " && ".join([*known, asked if want else f"!({asked})"])


def _literal(value: Any) -> str:
    if value == "never":
        return str(NEVER)
    return json.dumps(value, default=float)


# --- the schema -----------------------------------------------------------------------------


def schema(state_schema: Schema) -> tuple[Schema, str]:
    """Return the schema of a state that may be closed, and a word on what it cannot say.

    Counts, flags, amounts and choices it can; not days that have to pass, nor one figure held
    against another, nor what is disputed until the platform answers. Of several conditions it says
    those that it can.
    """
    from shopexit import load_rules
    from shopexit.rules.entries import Level
    from shopexit.rules.procedure_checks import Subject

    said = asked = 0
    clauses = []
    for name in ("1688", "aliexpress", "douyin", "kuaishou", "taobao"):
        platform = load_rules(name)
        wanted = []
        for each in platform.defaults:
            procedure = platform.procedures[each]
            by_order = procedure.subject is Subject.ORDER
            say = _order_clause if by_order else _shop_clause
            for requirement in procedure.requirements:
                if requirement.level is not Level.MUST:
                    continue
                asked += 1
                if not requirement.disputed:
                    clause = say(procedure, requirement.when, requirement.holds)
                    wanted += [clause] if clause else []
        said += len(wanted)
        own = {"properties": {"platform": {"enum": [name, *platform.aliases]}}}
        clauses.append({"if": own, "then": {"allOf": wanted}})
    clauses += list(state_schema.get("allOf", ()))
    return {**state_schema, "allOf": clauses}, f"{said} of {asked} requirements that decide"


def _shop_clause(
    procedure: "Procedure", when: "Condition | None", holds: "Condition"
) -> Schema | None:
    del procedure
    then = _said(holds, exact=False, of_order=False)
    if when is None or then is None:
        return then
    asked = _said(when, exact=True, of_order=False)
    return {"if": asked, "then": then} if asked else None


def _order_clause(
    procedure: "Procedure", when: "Condition | None", holds: "Condition"
) -> Schema | None:
    from shopexit.rules.conditions import Facts

    then = _said(holds, exact=False, of_order=True)
    if then is None or procedure.when is None or not (when is None or isinstance(when, Facts)):
        return None
    # Facts of the shop and of its orders stand side by side in a `when`; here they are apart.
    conditions = [procedure.when, *([when] if when else [])]
    asked = [_said(each, exact=False, of_order=True) for each in conditions]
    item = {"if": {"allOf": [each for each in asked if each]}, "then": then}
    clause = {"properties": {"order_list": {"items": item}}}
    of_shop = _said(when, exact=False, of_order=False) if when else None
    return {"if": of_shop, "then": clause} if of_shop else clause


def _said(condition: "Condition", exact: bool, of_order: bool) -> Schema | None:
    """Return a condition as a schema, or None if it cannot be said.

    If it has not to be `exact`, the parts that can be said are enough.
    """
    from shopexit.rules.conditions import AllOf, AnyOf, Facts

    match condition:
        case Facts():
            parts = [_fact(path, matcher, of_order) for path, matcher in condition.matchers]
        case AllOf():
            parts = [_said(part, exact, of_order) for part in condition.all]
        case AnyOf():
            parts = [_said(part, exact, of_order) for part in condition.any]
            known = [part for part in parts if part]
            return {"anyOf": known} if len(known) == len(parts) else None
        case _:
            inner = _said(condition.not_, exact=True, of_order=of_order)
            return {"not": inner} if inner else None
    known = [part for part in parts if part]
    if not known or (exact and len(known) < len(parts)):
        return None
    return known[0] if len(known) == 1 else {"allOf": known}


def _fact(path: str, matcher: "Matcher", of_order: bool) -> Schema | None:
    from shopexit.rules.conditions import FactRef

    value: Schema
    operand = json.loads(json.dumps(matcher.operand, default=_plain))
    group, _, name = path.partition(".")
    if isinstance(matcher.operand, FactRef) or (group == "order") is not of_order:
        return None
    match matcher.operator:
        case "equals" if group == "confirmed":
            value = {"anyOf": [{"const": operand}, {"type": "object"}]}
        case "equals":
            value = {"const": operand}
        case "not_":
            value = {"not": {"enum": [operand, None]}}
        case "one_of":
            value = {"enum": operand}
        case "at_most":
            value = {"type": "number", "maximum": operand}
        case "at_least":
            value = {"type": "number", "minimum": operand}
        case _:
            return None
    asked: Schema = {"properties": {name: value}, "required": [name]}
    if of_order:
        return asked
    return {"properties": {group: {"type": "object", **asked}}, "required": [group]}


def _plain(value: Any) -> Any:
    return getattr(value, "fact", None) or float(value)


# --- agreement ------------------------------------------------------------------------------


def verdicts(lines: Sequence[str]) -> dict[str, dict[str, int]]:
    """Judge shops through the public API; return how many of a platform came to which verdict."""
    counts: dict[str, dict[str, int]] = {}
    for judged in _judged(lines):
        platform, verdict, _ = judged or ("-", "unusable", None)
        of_platform = counts.setdefault(platform, {})
        of_platform[verdict] = of_platform.get(verdict, 0) + 1
    return counts


def agreement(lines: Sequence[str], by_cel: Sequence[Sequence[int]]) -> tuple[int, int, int]:
    """Return of how many shops policy and shopexit say the same, of all that shopexit can use.

    The third number is of those that it cannot, and of which the policy says something all the
    same. What a waiver or an answer of the platform settles is beyond the policy: it is left out.
    """
    same = both = taken = 0
    for judged, found in zip(_judged(map(_bare, lines)), by_cel, strict=True):
        if judged is None:
            taken += sum(found) > 0
        else:
            both += 1
            same += judged[2] == list(found)
    return same, both, taken


def _bare(line: str) -> str:
    """Return a shop without its answers and waivers."""
    try:
        state = json.loads(line)
    except ValueError:
        return line
    return json.dumps({k: v for k, v in state.items() if k not in ("answers", "waivers")})


def _judged(lines: Iterable[str]) -> Iterator[tuple[str, str, list[int]] | None]:
    """Yield platform, verdict, how many requirements are unmet and unknown; None if unusable."""
    from shopexit import EvaluationOptions, Outcome, ShopexitError, check, load_rules
    from shopexit.files import yaml
    from shopexit.inputs.state_reader import state_in

    loaded = {}
    for name in ("1688", "aliexpress", "douyin", "kuaishou", "taobao"):
        rules = load_rules(name)
        loaded.update(dict.fromkeys((name, *rules.aliases), rules))
    for line in lines:
        try:
            rules = loaded[json.loads(line)["platform"]]
            state = state_in(yaml.parse(line.encode(), "state"), rules, Path())
            report = check(rules, state, EvaluationOptions(ON))
        except (ValueError, KeyError, ShopexitError):
            yield None
            continue
        outcomes = [finding.outcome for finding in report.findings]
        unmet = outcomes.count(Outcome.UNMET) + outcomes.count(Outcome.DISPUTED)
        counts = [unmet, outcomes.count(Outcome.UNKNOWN)]
        yield rules.platform, report.verdict.value, counts


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["json", lines_file]:
            parse_lines(lines_file)
        case ["yaml", *in_folders]:
            parse_files(in_folders)
        case ["cel", policy_file, lines_file, *more]:
            judge_by_cel(policy_file, lines_file, each=bool(more))
        case _:
            sys.exit(__doc__)
