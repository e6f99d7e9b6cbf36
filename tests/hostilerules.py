"""A folder of rules in which every text wants to be something else than text."""

from pathlib import Path
from typing import Any

import yaml
from states import ROOT

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}]]>\u202e</title>"
)
_OWN = ("title", "publisher")


def hostile_rules(folder: Path) -> Path:
    """Write the rules and return their folder; the platform is `demo`."""
    folder.mkdir()
    there = ROOT / "tests" / "rulebook"
    (folder / "facts.yaml").write_bytes((there / "facts.yaml").read_bytes())
    data = yaml.safe_load((there / "demo.yaml").read_text(encoding="utf-8"))
    for name, procedure in data["procedures"].items():
        procedure["name"] = dict.fromkeys(("zh", "en"), f"{name}{HOSTILE}")
    text = yaml.safe_dump(_spoilt(data), allow_unicode=True)
    (folder / "demo.yaml").write_text(text, encoding="utf-8")
    return folder


def _spoilt(value: Any, key: str = "") -> Any:
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return {lang: f"{text}{HOSTILE}" for lang, text in value.items()}
    if isinstance(value, dict):
        return {each: _spoilt(inner, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_spoilt(each, key) for each in value]
    return f"{value}{HOSTILE}" if key in (*_OWN, "path", "aliases") else value
