"""Findings as a SARIF 2.1.0 log, which code review tools and editors show at lines of state files.

Results are written as they come. Rules, and files that could not be used, are written at the end,
and only they are held in memory.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from shopexit.evaluation.evaluate import Outcome
from shopexit.evaluation.warnings import OWN_RULES
from shopexit.formats import RenderOptions, issues
from shopexit.formats.issues import Severity
from shopexit.formats.markup import escape
from shopexit.formats.words import GRADES, NOTES, OUTCOMES
from shopexit.messages import Lang, Wording, clean
from shopexit.report.handbook import address
from shopexit.report.model import Report, ReportedFinding
from shopexit.report.source_model import ReportedSource
from shopexit.report.totals import Fleet, Shop
from shopexit.rules.entries import Level

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LANGUAGES = {Lang.ZH: "zh-CN", Lang.EN: "en-US"}
_OF_SHOPS = {
    (issues.VERDICT, Severity.ERROR): ("shopexit/overdue", issues.LATE),
    (issues.VERDICT, Severity.WARNING): ("shopexit/verdict", issues.NOT_READY),
    (OWN_RULES, Severity.NOTE): (f"shopexit/{OWN_RULES}", NOTES[OWN_RULES]),
}
"""Maps the code and severity of an issue about a shop as a whole to the id and description of its
SARIF rule."""
_Json: TypeAlias = dict[str, Any]


def item(shop: Shop, lang: Lang) -> _Json:
    """Return one shop's part of the SARIF log: keys `results`, `rules` and `notifications`."""
    return _of_report(shop.report, shop, lang) if shop.report else _unusable(shop, lang)


def document(fleet: Fleet, items: Iterable[_Json], _: RenderOptions) -> Iterator[str]:
    """Yield the SARIF log of many shops in pieces; each of `items` is the part of one shop."""
    rules: dict[str, _Json] = {}
    notifications: list[_Json] = []
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": ['
    before = "\n"
    for added in items:
        for result in added["results"]:
            yield f"{before}{_written(result)}"
            before = ",\n"
        for rule in added["rules"]:
            rules.setdefault(rule["id"], rule)
        notifications += added["notifications"]
    unusable = bool(fleet.unusable or notifications)
    about = _about(fleet.lang, rules, notifications, successful=not unusable)
    # Without its opening brace, as it completes the object of the run.
    yield f"\n], {_written(about)[1:]}]}}\n"


def log(lang: Lang, results: Sequence[_Json], rules: Mapping[str, _Json]) -> str:
    """Return a whole SARIF log as text, for results that are not about shops (command `lint`)."""
    run = {"results": results, **_about(lang, rules, (), successful=True)}
    return f"{_written({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]})}\n"


def _about(
    lang: Lang, rules: Mapping[str, _Json], notifications: Sequence[_Json], *, successful: bool
) -> _Json:
    language = _LANGUAGES[lang]
    driver = {
        "name": "shopexit",
        "version": version("shopexit"),
        "language": language,
        "rules": list(rules.values()),
    }
    invocation = {
        "executionSuccessful": successful,
        "toolExecutionNotifications": notifications,
    }
    return {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "language": language,
        # As Python counts; in UTF-16, the other unit, an emoji counts twice.
        "columnKind": "unicodeCodePoints",
    }


def _of_report(report: Report, shop: Shop, lang: Lang) -> _Json:
    say = Wording(lang)
    shown = [
        each
        for each in issues.findings(report)
        if issues.severity(each) or each.outcome is Outcome.WAIVED
    ]
    results = [_result(each, report, shop, say) for each in shown]
    rules = {each.ref: _rule(each, report, say) for each in shown}
    for code, grave, said in issues.of_shop(report):
        text = issues.told(report, None, said, say)
        where = place(report.file, None, None)
        ref, about = _OF_SHOPS[code, grave]
        results.append(issue(ref, grave, text, where, issues.mark(shop, ref)))
        rules[ref] = described(ref, about[lang], grave)
    return {"results": results, "rules": list(rules.values()), "notifications": []}


def _unusable(shop: Shop, lang: Lang) -> _Json:
    notifications = [
        {
            "level": Severity.ERROR,
            "message": _message(issues.problem(each, lang)),
            **place(each.file or shop.file, each.line, each.column),
        }
        for each in shop.problems
    ]
    return {"results": [], "rules": [], "notifications": notifications}


def _result(finding: ReportedFinding, report: Report, shop: Shop, say: Wording) -> _Json:
    text = issues.message(finding, report, say)
    waived = finding.outcome is Outcome.WAIVED
    if waived:
        # Viewers that ignore suppressions show a waived finding, so it is a note only.
        reason = clean((finding.reason or OUTCOMES[Outcome.WAIVED])[say.lang])
        about = issues.told(report, finding, finding.says, say)
        text = f"{about}{say(f'（{reason}）', f' ({reason})')}"
    grave = issues.severity(finding) or Severity.NOTE
    where = place(report.file, finding.line, finding.column)
    mark = issues.mark(shop, finding.ref, finding.order)
    told = issue(finding.ref, grave, text, where, mark)
    if waived:
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return told


def issue(ref: str, grave: Severity, text: str, where: _Json, mark: str) -> _Json:
    """Return a SARIF result for the rule `ref`.

    `grave` is its level, `where` its location as returned by `place`, `mark` its fingerprint.
    """
    return {
        "ruleId": ref,
        "level": grave,
        "message": _message(text),
        **where,
        # GitHub only compares primaryLocationLineHash. By default it hashes the line's text, so
        # that every new figure on that line would open a new alert.
        "partialFingerprints": {"shopexit/1": mark, "primaryLocationLineHash": f"{mark[:16]}:1"},
        # SARIF wants this in all results of a run or in none (§3.27.23).
        "suppressions": [],
    }


def _rule(finding: ReportedFinding, report: Report, say: Wording) -> _Json:
    lang = say.lang
    # The same for all shops, whatever came of it: each result has a level of its own.
    level = Severity.ERROR if finding.level is Level.MUST else Severity.NOTE
    rule = described(finding.ref, finding.says[lang], level)
    if finding.note:
        full = f"{rule['fullDescription']['text']}{say('', ' ')}"
        rule["fullDescription"] = _message(f"{full}{clean(finding.note[lang])}")
    cited = [*finding.sources, *(each for side in finding.disputed for each in side.sources)]
    unique = {each.id: each.source for each in cited}.values()
    sources = sorted(unique, key=lambda source: (source.grade.rank, source.id))
    told = list(_told(finding, say))
    plain = [f"{lead}{clean(text)}" for lead, text in told]
    marked = [f"**{lead.strip()}** {escape(text)}" for lead, text in told]
    if sources:  # a requirement from the platform's answer has none
        lead = say("来源：", "Sources:")
        plain += [lead, *(f"- {_source(each, say)}" for each in sources)]
        marked += [f"**{lead}**", "\n".join(f"- {_linked(each, say)}" for each in sources)]
    rule["help"] = _message("\n".join(plain)) | {"markdown": _literal("\n\n".join(marked))}
    # Without a published handbook, the best source that has an address.
    page = address(report.site_url, lang, finding.ref)
    if url := page or next((source.url for source in sources if source.url), None):
        rule["helpUri"] = clean(url)
    return rule


def described(ref: str, says: str, level: Severity) -> _Json:
    """Return a SARIF rule with the id `ref`, a description and the usual level of its results."""
    return {
        "id": ref,
        "shortDescription": _message(clean(says)),
        "fullDescription": _message(clean(says)),
        "defaultConfiguration": {"level": level},
    }


def _told(finding: ReportedFinding, say: Wording) -> Iterator[tuple[str, str]]:
    """Yield (label, text) for the help on a rule: what to do, other sources, what to ask."""
    lang = say.lang
    yield say("怎么办：", "What to do: "), finding.fix[lang]
    for side in finding.disputed:
        yield say("另一种说法：", "Other sources say: "), side.says[lang]
    if finding.ask:
        yield say("问平台：", "Ask the platform: "), finding.ask[lang]


def _source(source: ReportedSource, say: Wording) -> str:
    told = (source.title, source.publisher, source.published, source.url)
    about = say("，", ", ").join(clean(each) for each in told if each)
    return f"[{GRADES[source.grade][say.lang]}] {about}"


def _linked(source: ReportedSource, say: Wording) -> str:
    grade, name = GRADES[source.grade][say.lang], escape(source.title)
    if source.url:
        name = f"[{name}](<{clean(source.url)}>)"
    return f"{grade}{say('：', ': ')}{name}{say('，', ', ')}{escape(source.publisher)}"


def place(name: str, line: int | None, column: int | None) -> _Json:
    """Return a position in a file as a dict with the key `locations` of a SARIF result.

    The dict is empty for standard input.
    """
    file = issues.file_of(name)
    if not file:
        return {}
    physical: _Json = {"artifactLocation": {"uri": _uri(file)}}
    if line:
        physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return {"locations": [{"physicalLocation": physical}]}


def _uri(file: str) -> str:
    # A URI is ASCII, so Chinese names are percent-encoded.
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _message(text: str) -> _Json:
    """Return a SARIF message, escaped against placeholders and links (SARIF §3.11.5, §3.11.6)."""
    return {"text": _literal(text.replace("](", "] ("))}


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
