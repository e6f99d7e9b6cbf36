"""Check a folder of rules for errors and weak points."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shopexit.files.yaml import Document
from shopexit.messages import Lang, ShopexitError, Text, clean, fail, record
from shopexit.report.fact_table import open_facts
from shopexit.report.model import View
from shopexit.rules.lint import Flaw, Remark, long_texts, remarks
from shopexit.rules.loader import CALENDAR, FACTS, SUFFIX, RuleSet
from shopexit.rules.platform import Platform


@record(kw_only=True)
class LintRemark:
    """One error or weak point, with its place."""

    code: Flaw
    severity: Literal["error", "warning"]
    file: str
    line: Annotated[int | None, Field(description="from 1; null if the file is missing")]
    column: int | None
    key: Annotated[str | None, Field(description="the entry's reference, or the key in the file")]
    says: Text
    hint: Text | None


@record(kw_only=True)
class LintResult(View):
    """All errors and weak points in a folder of rules: output of `lint`."""

    schema_: Annotated[Literal["shopexit.lint/1"], Field(alias="schema")] = "shopexit.lint/1"
    folder: str
    platforms: Annotated[tuple[str, ...], Field(description="platforms with a rule file")]
    errors: int
    warnings: int
    remarks: tuple[LintRemark, ...]


def lint(rules: RuleSet, on: date, lang: Lang) -> LintResult:
    """Return the errors and weak points in all files of a rules folder.

    `on` is the date at which the age of sources is measured. Raises ShopexitError if the folder
    does not exist or has no platform.
    """
    if not rules.names:
        says = Text(zh="文件夹里没有平台的规则", en="the folder has no rules of a platform")
        raise fail(says, file=str(rules.folder))
    found = tuple(_told(remark) for remark in _remarks(rules, on))
    errors = sum(each.severity == "error" for each in found)
    return LintResult(
        lang=lang,
        folder=clean(str(rules.folder)),
        platforms=rules.names,
        errors=errors,
        warnings=len(found) - errors,
        remarks=found,
    )


def _remarks(rules: RuleSet, on: date) -> Iterator[Remark]:
    broken = _broken(lambda: rules.vocabulary)
    yield from broken
    if not (broken or rules.overlay):
        yield from long_texts(rules.document(FACTS))
    if (rules.folder / CALENDAR).is_file():
        yield from _broken(rules.calendar_file)
    # Without valid facts no rules can be read; that error is reported once.
    for name in () if broken else rules.names:
        if wrong := _broken(lambda name=name: rules.platform(name)):  # type: ignore[misc]
            yield from wrong
            continue
        platform, document = rules.platform(name), rules.document(f"{name}{SUFFIX}")
        # With an overlay, only problems of the overlay's file are reported.
        written = rules.own_document(f"{name}{SUFFIX}") if rules.overlay else document
        if written is None:
            continue
        found = [
            *remarks(platform, document, on),
            *_open_cells(platform, document),
            *long_texts(written),
        ]
        yield from sorted(
            (remark for remark in found if remark.problem.file == written.name),
            key=lambda remark: (remark.problem.line or 0, remark.problem.column or 0),
        )


def _broken(load: Callable[[], object]) -> list[Remark]:
    try:
        load()
    except ShopexitError as error:
        return [Remark(Flaw.BROKEN, problem) for problem in error.problems]
    return []


def _open_cells(platform: Platform, document: Document) -> Iterator[Remark]:
    hint = Text(
        zh="有来源就写要求，或写进 not_asked；没有来源就让它空着：数字不好时会去问平台",
        en="if a source mentions it, add a requirement or `not_asked`; otherwise leave it open:"
        " sellers with a bad figure will be told to ask the platform",
    )
    cells = open_facts(platform)
    for name in platform.procedures:
        if facts := [fact for fact, procedures in cells.items() if name in procedures]:
            listed, count = ", ".join(facts), len(facts)
            says = Text(
                zh=f"{count} 项数据没有规则说到：{listed}",
                en=f"no rule mentions {count} fact{'' if count == 1 else 's'}: {listed}",
            )
            yield Remark(Flaw.OPEN_CELL, document.problem(("procedures", name), says, hint))


def _told(remark: Remark) -> LintRemark:
    flaw, problem = remark
    return LintRemark(
        code=flaw,
        severity="error" if flaw is Flaw.BROKEN else "warning",
        file=problem.file or "",
        line=problem.line,
        column=problem.column,
        key=problem.key,
        says=problem.says,
        hint=problem.hint,
    )
