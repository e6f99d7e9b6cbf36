"""Shops in which a step is marked, and their files afterwards."""

from datetime import date

from exits import GOOD
from states import parsed, written

from shopexit import Platform, State
from shopexit.evaluation.mark_step import Mark
from shopexit.inputs.state_writer import with_step, with_values, without_step

DAY = date(2026, 11, 23)


def marked(rules: Platform, state: State, mark: Mark, day: date) -> State:
    """Return a state with a step marked, as the file says it afterwards."""
    text = with_values(without_step(state.document.text, mark.ref), mark.values)
    if mark.listed:
        text = with_step(text, mark.ref, day)
    return parsed(text.encode(), rules, on=day)


def good(rules: Platform, **more: object) -> State:
    """Return a shop that may apply."""
    facts = {"closing.status": "not_applied", "deposit.held": 500, **GOOD[rules.platform]}
    return parsed(written(rules.platform, {**facts, **more}), rules)
