"""Check a folder of rules for errors and weak points."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from shopexit.files.yaml import Document
from shopexit.messages import Lang, ShopexitError, Text, clean, record
from shopexit.report.fact_table import open_facts
from shopexit.report.model import View
from shopexit.rules.lint import Flaw, LintRemark, long_texts, remark, remarks
from shopexit.rules.loader import CALENDAR, FACTS, SUFFIX, RuleSet
from shopexit.rules.maintenance import known_places
from shopexit.rules.platform import Platform


@record(kw_only=True)
class LintResult(View):
    """All errors and weak points in a folder of rules: output of `lint`."""

    schema_: Annotated[Literal["shopexit.lint/1"], Field(alias="schema")] = "shopexit.lint/1"
    folder: str
    platforms: Annotated[tuple[str, ...], Field(description="platforms with a rule file")]
    errors: int
    warnings: int
    remarks: tuple[LintRemark, ...]
    known: Annotated[
        tuple[LintRemark, ...],
        Field(description="weak points listed in `known_flaws`, which are not counted as warnings"),
    ]


def lint(rules: RuleSet, on: date, lang: Lang) -> LintResult:
    """Return the errors and weak points in all files of a rules folder.

    `on` is the date at which the age of sources is measured. Raises ShopexitError if the folder
    does not exist or has no platform.
    """
    platforms = rules.names
    every = [*_remarks(rules, on)]
    found = tuple(each for each in every if not each.why)
    errors = sum(each.severity == "error" for each in found)
    return LintResult(
        lang=lang,
        folder=clean(str(rules.folder)),
        platforms=platforms,
        errors=errors,
        warnings=len(found) - errors,
        remarks=found,
        known=tuple(each for each in every if each.why),
    )


def _remarks(rules: RuleSet, on: date) -> Iterator[LintRemark]:
    broken = _broken(lambda: rules.vocabulary)
    yield from broken
    if not (broken or rules.overlay):
        yield from long_texts(rules.document(FACTS))
    if (rules.folder / CALENDAR).is_file():
        yield from _broken(rules.calendar_file)
    # Without valid facts no rules can be read; that error is reported once.
    for name in () if broken else rules.names:
        if wrong := _broken(partial(rules.platform, name)):
            yield from wrong
            continue
        platform, document = rules.platform(name), rules.document(f"{name}{SUFFIX}")
        # With an overlay, only problems in the file of the overlay are reported.
        written = rules.own_document(f"{name}{SUFFIX}") if rules.overlay else document
        if written is None:
            continue
        found = [*_weak(platform, document, on), *long_texts(written)]
        yield from sorted(
            (each for each in found if each.file == written.name),
            key=lambda each: (each.line or 0, each.column or 0),
        )


def _broken(load: Callable[[], object]) -> list[LintRemark]:
    try:
        load()
    except ShopexitError as error:
        return [remark(Flaw.BROKEN, problem) for problem in error.problems]
    return []


def _weak(platform: Platform, document: Document, on: date) -> Iterator[LintRemark]:
    """Yield the weak points of a platform's rules, and entries of `known_flaws` that are outdated.

    A weak point that the rule file lists in `known_flaws` carries the reason given there.
    `on` is the date at which the age of sources is measured.
    """
    known = known_places(platform.known_flaws)
    gone = dict(known)  # what is left of it at the end is no flaw any more

    def why(flaw: Flaw, ref: str) -> Text | None:
        gone.pop((flaw, ref), None)
        return known[flaw, ref].why if (flaw, ref) in known else None

    for each in remarks(platform, document, on):
        yield replace(each, why=why(each.code, (each.key or "").partition("/")[2]))
    # One remark for all facts of a procedure with the same reason, as there may be many.
    cells: dict[tuple[str, Text | None], list[str]] = {}
    for fact, procedures in open_facts(platform).items():
        for name in procedures:
            reason = why(Flaw.OPEN_CELL, f"{name}/{fact}")
            cells.setdefault((name, reason), []).append(fact)
    for (name, reason), facts in cells.items():
        yield _open_cell(document, name, facts, reason)
    for (flaw, ref), place in gone.items():
        says = Text(zh=f"{ref} 已经没有 {flaw} 的问题", en=f"{ref} no longer has the flaw {flaw}")
        hint = Text(zh="从 known_flaws 里删掉", en="remove it from `known_flaws`")
        yield remark(Flaw.GONE, document.problem(place.path, says, hint))


def _open_cell(document: Document, name: str, facts: list[str], why: Text | None) -> LintRemark:
    listed, count = ", ".join(facts), len(facts)
    says = Text(
        zh=f"{count} 项数据没有规则说到：{listed}",
        en=f"no rule mentions {count} fact{'' if count == 1 else 's'}: {listed}",
    )
    hint = Text(
        zh="有来源就写要求，或写进 not_asked；没有来源就让它空着：数字不好时会去问平台",
        en="if a source mentions a fact, add a requirement or a `not_asked` entry; otherwise do"
        " nothing: sellers with a bad figure will be told to ask the platform",
    )
    return remark(Flaw.OPEN_CELL, document.problem(("procedures", name), says, hint), why)
