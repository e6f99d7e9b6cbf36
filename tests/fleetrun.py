"""A fleet judged by the command, and what came of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from states import ON, PLATFORMS, ROOT, as_json

from shopexit.cli.app import run
from shopexit.files import yaml as yamlfile

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
SHOPS = [path for path in EXAMPLES if path.parent.name in PLATFORMS]
_NAMES = {
    **{name: name for name in ("ready", "blocked", "undetermined", "overdue", "done")},
    "under-way": "in-review",
}
STATES = {
    verdict: (ROOT / "examples" / "kuaishou" / f"{name}.yaml").read_text(encoding="utf-8")
    for verdict, name in _NAMES.items()
}
BAD = "platform: kuaishou\norders: {nothing: 0}\n"
REF = "kuaishou/close/"


def data(text: str) -> Any:
    """Return what stands in a YAML file; other readers take `on` for a truth value."""
    return json.loads(json.dumps(yamlfile.parse(text.encode(), "s").data, default=as_json))


class Out:
    """What a run of a fleet came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The shops, from JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def verdicts(self) -> list[str | None]:
        """Their verdicts, in order."""
        return [each["verdict"] for each in self.lines]


def fleet(capsys: pytest.CaptureFixture[str], *args: str, fmt: str = "jsonl") -> Out:
    """Judge a fleet on one day."""
    code = run(["fleet", "--on", str(ON), "--format", fmt, "--lang", "en", *args])
    return Out(code, *capsys.readouterr())


def write(**named: str) -> None:
    """Write states, each by its name."""
    for name, text in named.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")


def in_brief(report: Mapping[str, Any], closed_on: str | None = None) -> dict[str, Any]:
    """Return what a brief is to say, worked out from a whole report.

    `closed_on` is the day on which the shop was closed, which a report on what pays does not say.
    """
    passed = [each["procedure"] for each in report["passed_procedures"]]
    closed = closed_on if "close" in passed else None
    deciding = [f for f in report["findings"] if f["level"] == "must"]
    procedures = {each["procedure"] for each in report["judged"]}
    unsure = [fact for case in report["procedures"] for fact in case["missing"]]
    unknown = [f for f in deciding if f["outcome"] == "unknown"]
    milestones = report["plan"]["milestones"]

    def refs(findings: Iterable[Mapping[str, Any]], outcome: str) -> list[str]:
        return list(dict.fromkeys(f["ref"] for f in findings if f["outcome"] == outcome))

    def of(stage: str) -> list[Mapping[str, Any]]:
        ours = (m for m in milestones if stage == "money" or m["procedure"] in procedures)
        return [m for m in ours if m["stage"] == stage]

    def soonest(stage: str) -> list[str]:
        return [m["earliest"] for m in of(stage) if m["earliest"]]

    def last(stage: str) -> str | None:
        days = [m["latest"] for m in of(stage)]
        return None if None in days else max(days, default=None)

    return {
        **{key: report[key] for key in ("platform", "platform_name", "shop", "procedure", "on")},
        **{key: report[key] for key in ("as_of", "verdict")},
        "passed_procedures": passed,
        "blocked_by": refs(deciding, "unmet"),
        "disputed": refs(deciding, "disputed"),
        "unknown": refs(deciding, "unknown"),
        "missing": list(dict.fromkeys([*unsure, *(m for f in unknown for m in f["missing"])])),
        "open_points": [point["ref"] for point in report["open_points"]],
        "waived": refs(report["findings"], "waived"),
        "orders": report["checked"]["orders"],
        "money": {
            key: report["money"][key]
            for key in ("currency", "comes_back", "stays", "in_doubt", "to_pay", "missing")
        },
        "dates": {
            "apply": min(soonest("apply"), default=None),
            "close": max(soonest("finish"), default=closed)
            if len(soonest("finish")) == len(of("finish"))
            else None,
            "close_latest": last("finish") or (None if of("finish") else closed),
            "money": min(soonest("money"), default=None),
            "money_latest": last("money"),
        },
    }


def told(brief: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a brief says of that."""
    left = ("schema", "file", "entry", "first", "warnings", "returned")
    said = {key: value for key, value in brief.items() if key not in left}
    said["dates"] = {key: day for key, day in brief["dates"].items() if key != "estimated"}
    return said


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON in which no key stands twice."""
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)
