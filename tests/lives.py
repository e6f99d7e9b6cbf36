"""Exits lived through day by day, as a seller does: asked, marked, asked again, to the end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exits import GOOD

from shopexit.cli import state_commands, streams
from shopexit.cli.app import run
from shopexit.messages import Lang
from shopexit.rules.loader import packaged_rules


@dataclass(frozen=True)
class Moment:
    """A day, what the seller does on it, and the verdict afterwards."""

    day: str
    verdict: str
    done: str = ""
    """The step that is marked as taken; else what moves is asked for."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What he says from then on, by fact."""
    writes: str = ""
    """What he adds to the file by hand, first of all."""


@dataclass
class Seller:
    """Somebody at the keyboard, who answers each question by what it is about."""

    platform: str
    lang: Lang
    says: Mapping[str, str]
    """What he has said before."""
    answers: Mapping[str, str]
    """What he says today."""
    screen: list[str] = field(default_factory=list)

    def see(self, text: str) -> None:
        """Take in what is shown."""
        self.screen.append(text)

    def __call__(self) -> str:
        """Answer the question that is on the screen."""
        facts = packaged_rules().platform(self.platform).vocabulary.facts
        asked = "".join(self.screen).rpartition("\n\n")[2]
        about = [path for path, fact in facts.items() if asked.startswith(fact.ask[self.lang])]
        still = "current value:" in asked or "现在写的是：" in asked
        known = self.answers if still else {**self.says, **self.answers}
        line = known.get(about[0], "") if about else ""
        self.screen.append(f"{line}\n")
        return line


def good(platform: str, **more: str) -> dict[str, str]:
    """Return what a seller says of a shop that may apply."""
    said: dict[str, Any] = {"closing.status": 1, **GOOD[platform], **more}
    return {path: str(value).lower() for path, value in said.items()}


def played(
    platform: str,
    moments: Sequence[Moment],
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: Lang = Lang.EN,
) -> Iterator[tuple[Moment, str, str, str, str]]:
    """Yield each moment with its call, the questions, the answer, and the verdict that it has."""
    said: dict[str, str] = {}
    for moment in moments:
        day = date.fromisoformat(moment.day)
        seller = Seller(platform, lang, dict(said), moment.answers)
        said |= moment.answers
        monkeypatch.setattr(state_commands, "today", lambda now=day: now)
        monkeypatch.setattr(streams, "complain", seller.see)
        monkeypatch.setattr(streams, "input", seller, raising=False)
        if moment.writes:
            file.write_text(file.read_text("utf-8") + moment.writes, encoding="utf-8")
        if moment.done:
            call = ["done", str(file), moment.done]
        elif file.exists():
            call = ["ask", str(file), "--refresh"]
        else:
            call = ["ask", platform, str(file)]
        run([*call, "--lang", lang])
        shown = capsys.readouterr().out
        run(["check", str(file), "--on", moment.day, "--format", "json"])
        verdict = json.loads(capsys.readouterr().out or '{"verdict": "none"}')["verdict"]
        yield moment, " ".join(call), "".join(seller.screen), shown, verdict
