"""JUnit test report, as shown by GitLab, Jenkins and others.

A shop is a suite and a requirement a case. The report passes only if every shop is ready, under way
or done. Failures are unmet `must` requirements and overdue waits; errors are disputed or unknown
requirements and files that cannot be used.
"""

import re
from collections.abc import Iterable, Iterator

from junitparser import Attr, Error, Failure, Skipped, TestCase, TestSuite

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome
from shopexit.formats import RenderOptions, issues, row
from shopexit.formats.sentences import advice, figures
from shopexit.formats.words import OUTCOMES
from shopexit.messages import Lang, Wording, clean
from shopexit.report.model import Report, ReportedFinding
from shopexit.report.totals import Fleet, Shop
from shopexit.rules.entries import Level

# Characters that `clean` keeps but XML 1.0 forbids.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def item(shop: Shop, lang: Lang) -> str:
    """Return the XML element `testsuite` of one shop, with a test case for each requirement."""
    suite = TestSuite(_name(shop))
    _put(suite, "file", issues.file_of(shop.file))
    say = Wording(lang)
    cases = _of_report(shop.report, say) if shop.report else _unusable(shop, say)
    suite.add_testcases(list(cases))
    written: bytes = suite.tostring()  # type: ignore[no-untyped-call]
    return f"{written.decode()}\n"


def document(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the JUnit XML of many shops in pieces; each of `items` is the suite of one shop."""
    # junitparser writes a report only as a whole, and would need all suites in memory.
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="shopexit">\n'
    yield from items
    yield "</testsuites>\n"


def _name(shop: Shop) -> str:
    """Return the name of a shop's test suite.

    It includes the file, as programs merge suites with the same name.
    """
    place = row.place(shop.file, shop.entry)
    known = shop.report and shop.report.shop
    return _text(f"{known} ({place})" if known else place)


def _of_report(report: Report, say: Wording) -> Iterator[TestCase]:
    for finding in issues.findings(report):
        name = f"{finding.ref} [{finding.order}]" if finding.order else finding.ref
        case = _case(name, f"{report.platform}.{finding.procedure}", report.file, finding.line)
        _judge(case, finding, report, say)
        yield case
    for code, grave, says in issues.of_shop(report):
        case = _case(code, f"{report.platform}.{report.procedure}", report.file, None)
        if grave is issues.Severity.NOTE:
            case.system_out = _text(says[say.lang])
        else:
            made = Failure if grave is issues.Severity.ERROR else Error
            case.result = _failed(made, report.verdict, says[say.lang], says[say.lang])
        yield case


def _judge(case: TestCase, finding: ReportedFinding, report: Report, say: Wording) -> None:
    """Set the result of a test case: failure, error or skipped.

    A case without a result has passed: its requirement is met, or only advised.
    """
    says = finding.says[say.lang]
    if finding.outcome in (Outcome.WAIVED, Outcome.NOT_APPLICABLE, Outcome.PASSED):
        reason = _text((finding.reason or OUTCOMES[finding.outcome])[say.lang])
        skipped = Skipped(reason)
        skipped.text = reason  # GitLab shows the text, and Jenkins the message
        case.result = skipped
    elif finding.outcome not in OPEN_OUTCOMES:
        return
    elif finding.level is not Level.MUST:
        advised = say("只是建议，不影响结论：", "Advice only, does not affect the verdict: ")
        case.system_out = _lines([f"{advised}{says}", *_details(finding, say)])
    else:
        made = Failure if finding.outcome is Outcome.UNMET else Error
        case.result = _failed(made, finding.outcome, says, _lines(_told(finding, report, say)))


def _told(finding: ReportedFinding, report: Report, say: Wording) -> Iterator[str]:
    """Yield the lines of a failure's text: shop, requirement, details, file with line and column.

    Shop and requirement are repeated here, as GitLab does not show suite names and messages.
    """
    yield issues.told(report, finding, finding.says, say)
    yield from _details(finding, say)
    yield ":".join(str(each) for each in (report.file, finding.line, finding.column) if each)


def _details(finding: ReportedFinding, say: Wording) -> Iterator[str]:
    if finding.may_apply:
        yield say("不一定适用", "may not apply")
    yield from figures(finding, say)
    yield from advice(finding, say)


def _unusable(shop: Shop, say: Wording) -> Iterator[TestCase]:
    wrong = shop.problems
    case = _case("usable", "shopexit.file", shop.file, wrong[0].line)
    message = issues.problem(wrong[0], say.lang)
    if len(wrong) > 1:
        message += say(f"（另有 {len(wrong) - 1} 处）", f" (and {len(wrong) - 1} more)")
    words = (each.in_words(say.lang).splitlines() for each in wrong)
    told = [issues.UNUSABLE[say.lang], *(line for lines in words for line in lines)]
    case.result = _failed(Error, "unusable", message, _lines(told))
    yield case


def _case(name: str, of: str, file: str, line: int | None) -> TestCase:
    case = TestCase(_text(name), _text(of))
    _put(case, "file", issues.file_of(file))
    _put(case, "line", str(line or ""))
    return case


def _failed(made: type[Failure | Error], kind: str, message: str, text: str) -> Failure | Error:
    result = made(_text(message), kind)
    result.text = text
    return result


def _put(element: object, name: str, value: str) -> None:
    """Set an XML attribute that junitparser does not support, unless `value` is empty."""
    if value:
        Attr(name).__set__(element, _text(value))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(_text(line) for line in lines)


def _text(text: str) -> str:
    """Return text on one line, with escapes for characters that XML forbids."""
    return _NO_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", clean(text))
