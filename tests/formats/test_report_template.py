"""The template of Markdown: what it writes is escaped, unless the template itself says it."""

import pytest
from jinja2 import nodes

from shopexit.formats import markdown
from shopexit.messages import Lang, both

HOSTILE = "*b* [x](http://x)"
ESCAPED = r"\*b\* \[x\](http&#58;//x)"


def _written(template: str) -> str:
    environment = markdown._environment(Lang.EN)  # noqa: SLF001 - there is no other way in
    return environment.from_string(template).render(x=HOSTILE, text=both(HOSTILE))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x }}", ESCAPED),
        ("{{ text }}", ESCAPED),
        ("{{ say('', '*{}*', x) }}", f"*{ESCAPED}*"),
        ("{% macro m() %}*{{ x }}*{% endmacro %}{{ m() }}", f"*{ESCAPED}*"),
        ("{% set s %}{{ x }}{% endset %}{{ s }}", ESCAPED),
        ("{{ say('', '**') ~ x }}", rf"\*\*{ESCAPED}"),
        ("{{ [x, say('', '**')] | join }}", rf"{ESCAPED}\*\*"),
        ("{{ x | code ~ x }}", rf"\`{ESCAPED}\`{ESCAPED}"),
    ],
)
def test_whatever_is_written_is_escaped(template: str, expected: str) -> None:
    """What is put together from marked text and a value is plain text, and never marked."""
    assert _written(template) == expected


def test_wordings_stand_in_the_template() -> None:
    """`say` marks its two wordings as they are, so neither may be made of values."""
    environment = markdown._environment(Lang.EN)  # noqa: SLF001
    assert environment.loader
    source, _, _ = environment.loader.get_source(environment, "report.md.j2")
    for call in environment.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            assert all(isinstance(wording, nodes.Const) for wording in call.args[:2])
