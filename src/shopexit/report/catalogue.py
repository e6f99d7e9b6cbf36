"""Views of the rules without a shop: procedures, one entry, the platforms, and rule changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shopexit.messages import MOST_MEANT, Lang, Text, fail, meant, record
from shopexit.report.citations import Cited
from shopexit.report.duration_estimate import Typical, typical
from shopexit.report.handbook import address
from shopexit.report.model import View
from shopexit.report.plan_model import ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedCitation, ReportedSide, ReportedSource
from shopexit.rules import wording
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Entry, Level, OpenQuestion, Requirement, Step, Who
from shopexit.rules.explanation import truth_if
from shopexit.rules.maintenance import RuleChange
from shopexit.rules.platform import SECTIONS, Platform, Procedure
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import Grade
from shopexit.rules.truth import Truth


class EntryKind(StrEnum):
    """Kind of an entry in the rules of a procedure, such as a requirement or a step."""

    REQUIREMENT = "requirement"
    STEP = "step"
    BY_ITSELF = "by-itself"
    EFFECT = "effect"
    AFTERCARE = "aftercare"
    TROUBLE = "trouble"


@record(kw_only=True)
class GuidedEntry:
    """One rule of a procedure, such as a requirement or a step, with all its details."""

    ref: str
    kind: EntryKind
    says: Text
    applies_if: Annotated[Text | None, Field(description="null if it always applies")]
    unusual: Annotated[bool, Field(description="only for few shops, such as evicted ones")]
    level: Annotated[Level | None, Field(description="for requirements only")]
    needs: Annotated[Text | None, Field(description="what must hold, in words")]
    who: Annotated[Who | None, Field(description="for steps only")]
    point_of_no_return: bool
    fix: Annotated[Text | None, Field(description="what to do about it")]
    cleared_by: str | None
    where: tuple[ReportedPlace, ...]
    takes: Text | None
    claims: tuple[ReportedClaim, ...]
    since: Annotated[
        Text | None, Field(description="day from which `takes` is counted; null: the step before")
    ]
    certainty: Certainty | None
    into: Annotated[Text | None, Field(description="account that the money is paid into")]
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    ask: Text | None
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class GuidedProcedure:
    """A procedure with all its rules (entries), independent of any particular shop."""

    procedure: str
    name: Text
    aliases: Annotated[tuple[str, ...], Field(description="other names that sellers use")]
    about: Text
    subject: Subject
    calendar: Typical
    requirements: tuple[GuidedEntry, ...]
    steps: tuple[GuidedEntry, ...]
    by_itself: tuple[GuidedEntry, ...]
    effects: tuple[GuidedEntry, ...]
    aftercare: tuple[GuidedEntry, ...]
    trouble: tuple[GuidedEntry, ...]
    unknowns: tuple[OpenQuestion, ...]
    changes: Annotated[
        tuple[RuleChange, ...], Field(description="how its rules were changed, the newest first")
    ]


@record(kw_only=True)
class Guide(View):
    """Procedures of a platform with all their rules: output of `steps`."""

    schema_: Annotated[Literal["shopexit.steps/1"], Field(alias="schema")] = "shopexit.steps/1"
    platform: str
    platform_name: Text
    reviewed: date
    procedures: tuple[GuidedProcedure, ...]
    sources: Annotated[tuple[ReportedSource, ...], Field(description="all sources cited")]


@record(kw_only=True)
class Explained(View):
    """One requirement, step or note of a procedure, with all its details: output of `explain`."""

    schema_: Annotated[Literal["shopexit.explain/1"], Field(alias="schema")] = "shopexit.explain/1"
    platform_name: Text
    procedure_name: Text
    reviewed: date
    entry: GuidedEntry
    page: Annotated[
        str | None, Field(description="its address in the handbook; null if none is published")
    ]
    changes: Annotated[
        tuple[RuleChange, ...], Field(description="changes of the entry, newest first")
    ]
    sources: Annotated[tuple[ReportedSource, ...], Field(description="all sources cited")]


@record(kw_only=True)
class ListedProcedure:
    """A procedure in the list of platforms, with the grades of evidence of its requirements."""

    procedure: str
    name: Text
    default: bool
    subject: Subject
    requirements: int
    grades: Annotated[
        dict[Grade, int],
        Field(description="number of requirements by grade of their best source"),
    ]


@record(kw_only=True)
class ListedPlatform:
    """A platform in the list of platforms, with its procedures."""

    platform: str
    name: Text
    aliases: tuple[str, ...]
    reviewed: date
    sources: int
    procedures: tuple[ListedProcedure, ...]


@record(kw_only=True)
class Catalogue(View):
    """List of all platforms: output of `platforms`."""

    schema_: Annotated[Literal["shopexit.platforms/1"], Field(alias="schema")] = (
        "shopexit.platforms/1"
    )
    platforms: tuple[ListedPlatform, ...]


@record(kw_only=True)
class ChangedPlatform:
    """The changes made to the rules of one platform."""

    platform: str
    name: Text
    reviewed: date
    changes: Annotated[tuple[RuleChange, ...], Field(description="newest first")]


@record(kw_only=True)
class RuleHistory(View):
    """The changes made to the rules of several platforms: output of `platforms --changes`."""

    schema_: Annotated[Literal["shopexit.changes/1"], Field(alias="schema")] = "shopexit.changes/1"
    since: Annotated[date | None, Field(description="changes from this day on; null for all")]
    platforms: tuple[ChangedPlatform, ...]


def history(platforms: Sequence[Platform], since: date | None, lang: Lang) -> RuleHistory:
    """Return the changes made to the rules of the platforms: all, or those on or after `since`."""
    return RuleHistory(
        lang=lang,
        since=since,
        platforms=tuple(
            ChangedPlatform(
                platform=each.platform,
                name=each.name,
                reviewed=each.reviewed,
                changes=tuple(c for c in each.changes if since is None or c.on >= since),
            )
            for each in platforms
        ),
    )


def catalogue(platforms: Sequence[Platform], lang: Lang) -> Catalogue:
    """Return the list of platforms with their procedures, in the order given."""
    return Catalogue(lang=lang, platforms=tuple(_listed(platform) for platform in platforms))


def _listed(platform: Platform) -> ListedPlatform:
    return ListedPlatform(
        platform=platform.platform,
        name=platform.name,
        aliases=platform.aliases,
        reviewed=platform.reviewed,
        sources=len(platform.sources),
        procedures=tuple(
            ListedProcedure(
                procedure=name,
                name=procedure.name,
                default=procedure.default,
                subject=procedure.subject,
                requirements=len(procedure.requirements),
                grades=_grades(platform, procedure),
            )
            for name, procedure in platform.procedures.items()
        ),
    )


def _grades(platform: Platform, procedure: Procedure) -> dict[Grade, int]:
    counts = Counter(platform.best_grade(r.sources) for r in procedure.requirements)
    return {grade: counts[grade] for grade in Grade if counts[grade]}


def guide(platform: Platform, names: Sequence[str], lang: Lang) -> Guide:
    """Return the rules of the procedures `names` of a platform, as `shopexit steps` shows them."""
    rules = Cited(platform)
    return Guide(
        lang=lang,
        platform=platform.platform,
        platform_name=platform.name,
        reviewed=platform.reviewed,
        procedures=tuple(_procedure(platform, name, rules) for name in names),
        sources=rules.listed(),
    )


def _procedure(platform: Platform, name: str, rules: Cited) -> GuidedProcedure:
    procedure = platform.procedures[name]
    entries = {
        section: tuple(_entry(platform, ref, section, each, rules) for ref, each in placed)
        for section, placed in platform.placed[name].items()
    }
    return GuidedProcedure(
        procedure=name,
        name=procedure.name,
        aliases=procedure.aliases,
        about=procedure.about,
        subject=procedure.subject,
        calendar=typical(platform, name),
        **entries,
        unknowns=procedure.unknowns,
        changes=tuple(
            change
            for change in platform.changes
            if any(ref.startswith(f"{name}/") for ref in change.refs)
        ),
    )


def explain(platform: Platform, ref: str, lang: Lang, site_url: str | None = None) -> Explained:
    """Return the rule with the reference `ref` (PLATFORM/PROCEDURE/ID), with all its details.

    `site_url` is the address of a published handbook to link to, if any. Raises ShopexitError, with
    similar references as a hint, if no rule has the reference.
    """
    # Changes name their entries without the platform, whose file they are in.
    entries, about = platform.references, ref.partition("/")[2]
    changes = tuple(change for change in platform.changes if about in change.refs)
    if ref not in entries:
        # The reference may have been noted before the entry was removed.
        gone = next((_gone(change) for change in changes if change.removed), None)
        says = Text(zh=f"没有 {ref}", en=f"no rule has the reference {ref}")
        raise fail(says, gone or _nearest_entries(platform, ref))
    procedure, rules = ref.split("/")[1], Cited(platform)
    section = next(s for s, placed in platform.placed[procedure].items() if ref in dict(placed))
    return Explained(
        lang=lang,
        platform_name=platform.name,
        procedure_name=platform.procedures[procedure].name,
        reviewed=platform.reviewed,
        entry=_entry(platform, ref, section, entries[ref], rules),
        page=address(site_url, lang, ref),
        changes=changes,
        sources=rules.listed(),
    )


def _nearest_entries(platform: Platform, ref: str) -> Text:
    """Return a hint on an unknown reference: similar ones, or else how to list all rules."""
    # Compared by id, since all references of a platform begin alike; procedures may share an id.
    entries = [(each.rpartition("/")[2], each) for each in platform.references]
    near = get_close_matches(ref.rpartition("/")[2], dict(entries), n=MOST_MEANT)
    refs = [each for name in near for last, each in entries if last == name]
    every = f"shopexit explain {platform.platform}"
    if refs:
        return meant(refs[:MOST_MEANT])
    return Text(zh=f"{every} 列出全部", en=f"{every} lists all rules")


def _gone(change: RuleChange) -> Text:
    return Text(
        zh=f"{change.on} 去掉了：{change.what.zh}", en=f"removed on {change.on}: {change.what.en}"
    )


# The members of EntryKind are in the order of SECTIONS.
KINDS = dict(zip(SECTIONS, EntryKind, strict=True))
"""Maps sections of a procedure to the kind of their entries."""


def _entry(platform: Platform, ref: str, section: str, entry: Entry, rules: Cited) -> GuidedEntry:
    requirement = entry if isinstance(entry, Requirement) else None
    step = entry if isinstance(entry, Step) else None
    asked = requirement.holds if requirement else (step.not_before if step else None)
    wait, usual = platform.weigh(entry.takes), platform.vocabulary.usual
    return GuidedEntry(
        ref=ref,
        kind=KINDS[section],
        says=entry.words,
        applies_if=rules.condition(entry.when),
        unusual=truth_if(entry.when, usual, date.max) is Truth.FALSE,
        level=requirement.level if requirement else None,
        needs=rules.condition(asked),
        who=step.who if step else None,
        point_of_no_return=step.point_of_no_return if step else False,
        fix=entry.way_out,
        cleared_by=requirement.cleared_by if requirement else None,
        where=rules.places(entry.where),
        takes=wording.wait(wait),
        claims=rules.claims(wait),
        since=platform.vocabulary.facts[entry.since].label if entry.since else None,
        certainty=wait.certainty,
        into=entry.into,
        note=entry.note,
        disputed=rules.sides(entry.disputed),
        ask=entry.ask,
        sources=rules.sources(entry.sources),
    )
