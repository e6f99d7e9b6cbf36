"""What is wrong with a call or a file: where, what was found, what was expected, what to try."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from shopexit.text import Lang, Text, clean

MAX_SHOWN = 300
"""How many characters of a sentence are shown: it may repeat a value of any length."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place it is in as far as that is known."""

    says: Text
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    hint: Text | None = None

    def in_words(self, lang: Lang) -> str:
        """Return `file:line:column: key: message`, and the hint on a line of its own."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        parts = [clean(place), _shown(self.key or ""), _shown(self.says[lang])]
        label = {Lang.ZH: ("错误", "提示"), Lang.EN: ("error", "hint")}[lang]
        lines = [f"{label[0]}: {': '.join(part for part in parts if part)}"]
        if self.hint:
            lines.append(f"  {label[1]}: {clean(self.hint[lang])}")
        return "\n".join(lines)


def _shown(words: str) -> str:
    """Return words on one line, without their middle if they are very long."""
    words = clean(words)
    half = MAX_SHOWN // 2
    return words if len(words) <= MAX_SHOWN else f"{words[:half]}…{words[-half:]}"


class ShopexitError(Exception):
    """The call or an input file cannot be used. Carries every problem that was found, not one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
        super().__init__("\n".join(p.in_words(Lang.EN) for p in self.problems))

    def __reduce__(self) -> tuple[type["ShopexitError"], tuple[tuple[Problem, ...]]]:
        """Pass from one process to another with its problems, and not with its words."""
        return type(self), (self.problems,)


def fail(says: Text, hint: Text | None = None, file: str | None = None) -> ShopexitError:
    """Return the error for a single problem that has no line."""
    return ShopexitError([Problem(says, file=file, hint=hint)])


def nearest(word: str, known: Iterable[str]) -> Text | None:
    """Return a hint that names the known word nearest to a misspelt one, else the known words."""
    names = sorted(set(known))
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return Text(zh=f"是不是想写 {close[0]}？", en=f"did you mean {close[0]}?")
    if not names:
        return None
    listed = ", ".join(names)
    return Text(zh=f"可用的有：{listed}", en=f"known: {listed}")
