"""The demo platform of tests/rulebook, and a shop that is ready by its rules."""

from typing import Any

from states import ROOT

from shopexit import Platform, load_rules

DEMO: Platform = load_rules("demo", ROOT / "tests" / "rulebook")
READY: dict[str, Any] = {
    "confirmed.backed_up": True,
    "orders.open": 0,
    "orders.last_on": "2026-10-23",
    "deposit.held": 0,
    "profile.region": "home",
}
