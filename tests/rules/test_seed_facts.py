"""Every fact of the seed articles is carried by an entry that names its id."""

from collections.abc import Mapping

import pytest

from shopexit import Platform
from shopexit.rules.entries import citations

COUNTS = {
    "kuaishou": "K 23",
    "taobao": "T 19",
    "douyin": "D 10",
    "aliexpress": "A 22",
    "1688": "O 16",
}


def _seeds(platform: Platform) -> set[str]:
    cited = [c for entry in platform.references.values() for c in citations(entry)]
    cited += [c for places in platform.figures.values() for p in places for c in p.sources]
    return {seed for citation in cited for seed in citation.seed}


@pytest.mark.parametrize("name", COUNTS)
def test_a_rule_file_carries_all_its_seed_facts_and_no_others(
    name: str, rules_of: Mapping[str, Platform]
) -> None:
    """A missing id is a fact that got lost; an unknown one is a fact that nobody stated."""
    letter, count = COUNTS[name].split()
    wanted = {f"{letter}{number:02}" for number in range(1, int(count) + 1)}

    assert _seeds(rules_of[name]) == wanted


@pytest.mark.parametrize("name", COUNTS)
def test_every_source_of_a_rule_file_is_cited(name: str, rules_of: Mapping[str, Platform]) -> None:
    """A source that nothing cites is evidence that got lost."""
    platform = rules_of[name]

    assert {citation.source for _, citation in platform.cited()} == set(platform.sources)


@pytest.mark.parametrize("name", COUNTS)
def test_a_seed_fact_is_cited_from_a_guide(name: str, rules_of: Mapping[str, Platform]) -> None:
    """The seed articles are third-party advice: their grade is never raised."""
    platform = rules_of[name]
    for entry in platform.references.values():
        for citation in citations(entry):
            if citation.seed:
                assert platform.sources[citation.source].grade == "guide"
