"""Read the shops of an earlier run: from JSON written by shopexit, or by evaluating state files.

JSON is validated even if it claims to be written by shopexit.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from shopexit import pipeline
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.files import json as jsonfile
from shopexit.files import yaml as yamlfile
from shopexit.files.encoding import decode, read_limited, text_of
from shopexit.files.yaml import dotted
from shopexit.fleet.discover import Lost, pieces
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Problem, ShopexitError, Text, clean, fail, record
from shopexit.plan.actions import make_plan
from shopexit.report.summary import SCHEMA as SHOP
from shopexit.report.summary import Listed, Summary, summarise, unusable
from shopexit.report.totals import SCHEMA as FLEET
from shopexit.rules.loader import BrokenRulesError, RuleSet

MAX_BYTES: Final = 1 << 30
"""Maximum size in bytes of a file with earlier results: enough for about half a million shops."""
_SCHEMA = re.compile(r'"schema"\s*:\s*"(shopexit\.[^"]*)"')
_HEAD = 1 << 20
"""Number of bytes at the start of a file that are searched for the key `schema`."""


@record()
class Judging:
    """Rules and options by which the state files of shops are evaluated."""

    rules: RuleSet
    on: date | None = None
    """Date of the check; if None, the date in the state file (`as_of`), or else in `options`."""
    options: EvaluationOptions = field(default_factory=lambda: EvaluationOptions(pipeline.today()))
    how: ReadOptions = field(default_factory=ReadOptions)

    def words(self, name: str) -> Text | None:
        """Return the text of the rule, procedure, fact or platform called `name`; None if unknown.

        Rules are called by their reference, PLATFORM/PROCEDURE/ID, and procedures likewise.
        """
        platform = name.partition("/")[0]
        fact = self.rules.vocabulary.facts.get(name)  # raises if the folder does not exist
        if platform not in self.rules.names:
            return fact.label if fact else None
        rules = self.rules.platform(platform)
        if entry := rules.references.get(name):
            return entry.words
        if procedure := rules.procedures.get(name.rpartition("/")[2]):
            return procedure.name
        fact = self.rules.vocabulary.facts.get(name.rpartition("/")[2])
        return rules.name if name == platform else fact.label if fact else None


def read_shops(path: Path | str, judging: Judging, raw: bytes | None = None) -> list[Listed]:
    """Return the shops of a file: a state file, or earlier results as JSON or JSON Lines.

    A state file is evaluated; results are taken as they are. If `raw` is given, it is used as the
    content, and `path` only names it in messages. Raises ShopexitError if the file is invalid.
    """
    name = clean(str(path))
    given = read_limited(Path(path), MAX_BYTES) if raw is None else raw
    found = text_of(given[:_HEAD], whole=False)
    head = found[0].lstrip() if found else ""
    # Only the beginning is looked at, so that a large result is decoded once and not twice.
    if not (head[:1] == "{" and _SCHEMA.search(head)):
        if Path(path).suffix in _OTHER_FORMATS:
            raise fail(_NOT_COMPARED, file=name)
        return [_evaluated(yamlfile.parse(given, str(path)), judging)]
    if judging.on:
        says = Text(
            zh="这是已有的结果，不会重新判断；--on 只用于店铺数据文件",
            en="this file holds earlier results, which are not checked again: leave out --on, which"
            " is for state files",
        )
        raise fail(says, file=name)
    text, _ = decode(given, name, MAX_BYTES)
    return [_listed(*each, name) for each in _entries(text, name)]


_OTHER_FORMATS = (".csv", ".html", ".ics", ".md", ".sarif", ".txt", ".xml")
_NOT_COMPARED = Text(
    zh="只有 json、jsonl 格式的结果能比：用 -o json=文件 存一份",
    en="only results as json or jsonl can be compared: keep one with -o json=FILE",
)


def judged_shops(paths: Iterable[str], judging: Judging) -> list[Listed]:
    """Evaluate the state files in `paths`; return a summary of each shop, or else its errors.

    Raises ShopexitError if there are no files, and BrokenRulesError if the rules are invalid.
    """
    found: list[Listed] = []
    # `-` is refused by the caller, as standard input cannot be read twice; here it is empty.
    for piece in pieces(paths, BytesIO):
        if isinstance(piece, Lost):
            found.append(unusable(piece.file, None, piece.problems))
            continue
        try:
            document = yamlfile.parse(piece.raw, piece.file, piece.line)
            found.append(_evaluated(document, judging, piece.entry))
        # Not the fault of one shop: all shops of that platform would fail.
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            found.append(unusable(piece.file, piece.entry, error.problems))
    return found


def _evaluated(document: yamlfile.Document, judging: Judging, entry: int | None = None) -> Summary:
    """Evaluate the parsed state file of a shop, and return a summary of the result.

    `entry` is the shop's line or document number in a file with several shops.
    """
    rules = platform_of(document, judging.rules)
    state = state_in(document, rules, how=judging.how)
    options = replace(judging.options, on=judging.on or state.as_of or judging.options.on)
    return summarise(make_plan(evaluate(rules, state, options)), document.name, entry)


def _entries(text: str, name: str) -> Iterator[tuple[Any, int, str]]:
    """Yield (data, line, key) for each shop in earlier results, given as JSON or JSON Lines.

    The key, needed for messages, is `shops[0]`, `shops[1]` and so on if one JSON object holds all
    shops, else empty. `name` is the file's name.
    """
    is_lines = "\n" in text.strip() and text.lstrip().partition("\n")[0].rstrip().endswith("}")
    # JSON Lines are separated by "\n" only; str.splitlines would split at more characters.
    lines = text.split("\n") if is_lines else [text]
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        data = _data(line, name, number)
        if isinstance(data, dict) and data.get("schema") == FLEET and not is_lines:
            shops = data.get("shops")
            if not isinstance(shops, list):
                says = Text(zh="缺少“shops”", en="the list of `shops` is missing")
                raise ShopexitError([Problem(says, name, number)])
            yield from ((shop, number, f"shops[{i}]") for i, shop in enumerate(shops))
        else:
            yield data, number, ""


def _data(text: str, name: str, line: int) -> Any:
    """Parse a JSON text that starts at line `line` of the file `name`.

    Raises ShopexitError if the text is no valid JSON, or a key occurs twice.
    """
    try:
        # The standard parser would silently keep the last of two equal keys.
        data, doubles = jsonfile.load(text)
    except json.JSONDecodeError as error:
        # An unterminated string is reported at its beginning, not at the end of the file.
        at_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        says = _CUT_OFF if at_end else Text(zh="JSON 写法有误", en="broken JSON")
        raise ShopexitError([Problem(says, name, line + error.lineno - 1, error.colno)]) from None
    except RecursionError:
        raise ShopexitError([Problem(_TOO_DEEP, name, line)]) from None
    if doubles:
        says = Text(zh="这个键写了两次", en="this key occurs twice")
        raise ShopexitError([Problem(says, name, line, key=doubles[0])])
    return data


_CUT_OFF = Text(zh="JSON 到这里就断了，文件不完整", en="the JSON ends here before it is complete")
_TOO_DEEP = Text(zh="嵌套太深", en="nested too deep")


def _listed(data: Any, line: int, key: str, name: str) -> Listed:
    """Convert the JSON data of one shop, taken from earlier results, back to a summary of the shop.

    `line`, `key` and `name` (of the file) tell in messages where the data are. Raises ShopexitError
    if shopexit does not write such data.
    """
    if not isinstance(data, dict) or data.get("schema") != SHOP:
        raise _unknown(data, line, key, name)
    # A shop that could not be used is written with the verdict null.
    if data.get("verdict", "") is None:
        file, entry = data.get("file"), data.get("entry")
        if isinstance(file, str) and isinstance(entry, int | None):
            return unusable(file, entry, ())
        wrong = "entry" if isinstance(file, str) else "file"
        raise _refused(name, line, _joined(key, wrong))
    for each in ("platform", "procedure"):
        if data.get(each) == "":
            raise _refused(name, line, _joined(key, each))
    # Output holds one language only; it is used for both.
    said = {k: {"zh": data[k], "en": data[k]} for k in _WORDS if isinstance(data.get(k), str)}
    try:
        # As JSON again: strict validation accepts dates as text only there.
        return _adapter().validate_json(json.dumps(data | said, default=str), strict=True)
    except ValidationError as error:
        loc = error.errors(include_url=False)[0]["loc"]
        raise _refused(name, line, _joined(key, dotted(loc))) from None


_WORDS = ("platform_name", "first")


@cache
def _adapter() -> TypeAdapter[Summary]:
    return TypeAdapter(Summary)


def _joined(*keys: str) -> str:
    return ".".join(key for key in keys if key)


def _refused(name: str, line: int, key: str) -> ShopexitError:
    """Return the error for a value, named by `key`, that shopexit never writes to its results."""
    says = Text(
        zh="不是 shopexit 写出的样子，重新生成这个文件",
        en="the file was changed since shopexit wrote it: have shopexit write it again",
    )
    return ShopexitError([Problem(says, name, line, key=key)])


def _unknown(data: Any, line: int, key: str, name: str) -> ShopexitError:
    """Return the error for JSON data whose `schema` is missing or not that of a shop's summary."""
    schema = data.get("schema") if isinstance(data, dict) else None
    known = {each.partition("/")[0]: each for each in (SHOP, FLEET)}
    if schema is None:
        says = Text(
            zh="没有 schema，看不出是 shopexit 的哪种结果",
            en="`schema` is missing, so it is not known which output of shopexit this is",
        )
    elif str(schema).partition("/")[0] in known and schema not in known.values():
        says = Text(
            zh=f"这是 {schema}，格式的版本和这个 shopexit 对不上",
            en=f"this is {schema}, a format version that this version of shopexit cannot read",
        )
    else:
        says = Text(
            zh=f"{schema} 里不是店铺的简要结果", en=f"this is {schema}, not a summary of shops"
        )
    hint = Text(
        zh=f"能比较的有 {SHOP} 和 {FLEET}：check 或 fleet 的 --format jsonl，"
        "或 fleet 的 --format json（不加 --full）",
        en=f"only {SHOP} and {FLEET} can be compared: use the output of `check --format jsonl`,"
        " `fleet --format jsonl`, or `fleet --format json` without `--full`",
    )
    return ShopexitError([Problem(says, name, line, key=_joined(key, "schema"), hint=hint)])
