"""Which requirements of a procedure the seller, or somebody else, still has to see to."""

from collections.abc import Collection, Iterator, Sequence

from shopexit.evaluation.evaluate import Finding, Outcome, ProcedureResult
from shopexit.messages import record
from shopexit.plan.schedule import Schedule
from shopexit.rules.conditions import Matcher
from shopexit.rules.explanation import Part
from shopexit.rules.facts import FactType
from shopexit.rules.platform import STATUS


@record()
class Cleared:
    """What an action puts right: the comparisons of its requirement that do not hold yet."""

    wrong: frozenset[tuple[str, Matcher]]
    """All that do not hold, alternatives included."""
    sure: frozenset[tuple[str, Matcher]]
    """Those that have to hold in any case: which alternative is put right, nobody knows."""
    counts: bool

    @classmethod
    def of(cls, finding: Finding, unmet: Sequence[Part]) -> "Cleared":
        """Return what meeting the requirement of `finding` puts right; `unmet` does not hold."""
        return cls(
            wrong=frozenset((part.fact, part.matcher) for part in unmet),
            sure=frozenset((part.fact, part.matcher) for part in unmet if not part.alternative),
            counts=finding.counts,
        )

    def covers(self, other: "Cleared") -> bool:
        """Return whether `other` need not be listed beside this, as it asks for the same or less.

        A `must` is listed even if a `should` asks for the same, as it would look optional.
        """
        same = other.wrong == self.wrong or other.wrong <= self.sure
        return same and self.counts >= other.counts


def in_order(case: ProcedureResult) -> list[Finding]:
    """Return the findings of a result, those that affect the verdict first."""
    return sorted(case.findings, key=lambda finding: not finding.counts)


def to_clear(
    schedule: Schedule, unsure: Collection[str]
) -> Iterator[tuple[Finding, Sequence[Part]]]:
    """Yield the findings of requirements to meet, each with the comparisons that do not hold.

    What another planned procedure fulfils is left out. `unsure` are the planned procedures whose
    verdict is UNDETERMINED.
    """
    # What the platform has refused is put right first, whether or not its figures are given, and
    # with words of its own while the steps for it may not be open to the shop.
    for finding in schedule.today.findings:
        refused = finding.ref in schedule.refused_for and finding.is_open
        by = finding.requirement.cleared_by
        if refused and (by in unsure or not schedule.brought_about(finding)):
            yield finding, not_held(schedule.today, finding)
    # The platform may still refuse a submitted application over unmet requirements.
    for finding in (*in_order(schedule.case), *schedule.upsetting):
        unmet = not_held(schedule.case, finding)
        wanted = finding.outcome is Outcome.UNMET or _is_unheard_of(finding, unmet, schedule)
        # Unmet in a plan only where another requirement asks for the same.
        disputed = finding.requirement.disputed and not finding.settled
        if wanted and not (
            disputed or schedule.brought_about(finding) or finding.ref in schedule.refused_for
        ):
            yield finding, unmet


def _is_unheard_of(finding: Finding, unmet: Sequence[Part], schedule: Schedule) -> bool:
    """Return whether a seller most likely does not know that a clock has to be started.

    That is so if its first day is not given, unless the application is in or was refused; of advice
    also if it is not said whether a service is on that starts the clock again, until it is closed.
    """
    case = schedule.case
    if finding.outcome is not Outcome.UNKNOWN or finding.may_apply or case.rejected:
        return False
    status = case.values.get(STATUS, "not_applied")
    if status == "closed" or (finding.counts and status != "not_applied"):
        return False
    blank = [
        (part, schedule.platform.vocabulary.facts[part.fact]) for part in unmet if part.has is None
    ]
    return any(fact.starts and not part.alternative for part, fact in blank) or (
        not finding.counts and any(f.restarts and f.type is FactType.FLAG for _, f in blank)
    )


def not_held(case: ProcedureResult, finding: Finding) -> Sequence[Part]:
    """Return the comparisons in the requirement of a finding that do not hold."""
    return [part for part in case.answer(finding).parts if not part.holds]
