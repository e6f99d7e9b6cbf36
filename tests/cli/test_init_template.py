"""The form that `init` writes."""

from collections.abc import Mapping

from shopexit import Platform
from shopexit.cli.init_template import template
from shopexit.messages import Lang


def test_only_statuses_that_the_platform_has_are_offered(
    rules_of: Mapping[str, Platform],
) -> None:
    """Any other would be refused as soon as it is written."""
    for platform, rules in rules_of.items():
        lines = template(rules, Lang.EN).splitlines()
        for line in (each for each in lines if "not_applied (" in each):
            offered = {word.split(" (")[0] for word in line.partition("# ")[2].split(" | ")}
            assert offered == set(rules.statuses), platform
