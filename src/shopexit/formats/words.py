"""Words in both languages, marks and colours shared by the formats."""

from collections.abc import Mapping

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import Outcome
from shopexit.evaluation.warnings import OWN_RULES
from shopexit.messages import Text, Wording, both
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedMilestone
from shopexit.report.summary import Status
from shopexit.rules import wording
from shopexit.rules.entries import Who
from shopexit.rules.sources import Grade

DISCLAIMER = Text(
    zh="以上不是法律意见，一切以平台后台和客服的答复为准。",
    en="This is not legal advice; the platform decides.",
)
TITLES = {
    "today": Text(zh="今天就做", en="Today"),
    "when": Text(zh="什么时候", en="When"),
    "warnings": Text(zh="注意", en="Note"),
    "cases": Text(zh="一览", en="At a glance"),
    "open": Text(zh="规则里没有写的", en="Not covered by the rules"),
    "plan": Text(zh="怎么做", en="Plan"),
    "checked": Text(zh="查了什么", en="What was checked"),
    "sources": Text(zh="来源", en="Sources"),
}
"""Headings of the parts of a report."""
REFUSED = Text(
    zh="申请被驳回过，还没确认改好",
    en="the application was refused, and the reason is not confirmed as fixed",
)
ALL_DONE = Text(zh="每一步都走完了", en="all steps are done")
DONE_BUT_MONEY = Text(
    zh="每一步都走完了，可钱还没两清，看“注意”",
    en="all steps are done, but money is still to be settled, see the notes",
)
WAITS_FOR = Text(zh="卡在", en="Waits for")
OVER = Text(zh="什么时候完", en="Ends")
LATEST_BY = Text(zh="最晚取决于", en="Latest date depends on")
OPEN = Text(zh="说不准", en="Not known")
WHERE = Text(zh="在哪里点", en="Where")
TAKES = Text(zh="时间", en="Takes")
OTHERS_SAY = Text(zh="也有说", en="Others say")
PAID_INTO = Text(zh="到账账户", en="Paid into")
WAY_OUT = Text(zh="办法", en="Way out")
AGAINST = Text(zh="另一种说法", en="Other sources say")
ASK = Text(zh="问平台", en="Ask the platform")
RECORD = Text(zh="客服答复后，写进店铺数据", en="Record the answer in the state file")
IF_NOT_REQUIRED = Text(zh="（说不要求，就写 false）", en="(false if it is not required)")
BLOCKS_OR_NOT = Text(zh="（不能办写 true，能办写 false）", en="(true if it blocks, else false)")
NO_WAY_BACK = Text(zh="过了这一步就不能反悔", en="There is no way back after this")
DONE = Text(zh="已完成", en="done")
ADVISED = Text(zh="建议", en="advised")
MAY_APPLY = Text(zh="不一定适用", en="may apply")
NOT_GIVEN = wording.UNKNOWN
UNDATED = Text(zh="无日期", en="undated")
# A member of `Verdict` and the one of `Status` with the same value are equal as keys.
_LOOKS = {
    Status.UNUSABLE: (Text(zh="用不了", en="UNUSABLE"), "!", "⚠️", "magenta"),
    Status.BLOCKED: (Text(zh="还不能办", en="BLOCKED"), "✗", "❌", "red"),
    Status.OVERDUE: (Text(zh="超期了", en="OVERDUE"), "!", "⏰", "red"),
    Status.UNDETERMINED: (Text(zh="还说不准", en="UNDETERMINED"), "?", "❓", "yellow"),
    Status.READY: (Text(zh="可以办了", en="READY"), "✓", "✅", "green"),
    Status.UNDER_WAY: (Text(zh="办理中", en="UNDER WAY"), "→", "⏳", "cyan"),
    Status.DONE: (Text(zh="办完了", en="DONE"), "✓", "☑️", "green"),
}
"""How the verdicts on a shop, and a shop whose file could not be used, are shown: text, mark, emoji
for Markdown, and colour on a terminal in rich's notation."""
VERDICTS: Mapping[str, Text] = {status: look[0] for status, look in _LOOKS.items()}
MARKS: Mapping[str, str] = {status: look[1] for status, look in _LOOKS.items()}
EMOJI: Mapping[str, str] = {status: look[2] for status, look in _LOOKS.items()}
STYLES: Mapping[str, str] = {status: look[3] for status, look in _LOOKS.items()}
MONEY = {
    MoneyGroup.COMES_BACK: Text(zh="能拿回", en="Comes back"),
    MoneyGroup.STAYS: Text(zh="先留在平台", en="Kept by the platform while the shop is open"),
    MoneyGroup.IN_DOUBT: Text(zh="存疑", en="In doubt"),
    MoneyGroup.TO_PAY: Text(zh="要付", en="To pay"),
}
"""Maps each group of money, such as what comes back to the seller, to its label."""
UP_TO_OTHERS = Text(zh="要等别人", en="Waiting for others")
"""Label of requirements that only others can fulfil."""
OUTCOMES = {
    Outcome.MET: Text(zh="满足", en="met"),
    Outcome.UNMET: Text(zh="没满足", en="not met"),
    Outcome.UNKNOWN: Text(zh="缺数据", en="missing facts"),
    Outcome.DISPUTED: Text(zh="说法不一", en="disputed"),
    Outcome.WAIVED: Text(zh="已豁免", en="waived"),
    Outcome.NOT_APPLICABLE: Text(zh="不适用", en="not applicable"),
    Outcome.PASSED: Text(zh="申请时已通过", en="passed"),
}
PHASES = {
    Phase.FIND_OUT: Text(zh="先弄清楚", en="Find out"),
    Phase.CLEAR: Text(zh="先办好", en="Clear obstacles"),
    Phase.APPLY: Text(zh="办理", en="Apply"),
    Phase.WAIT: Text(zh="等待", en="Wait"),
    Phase.BY_ITSELF: Text(zh="放着不管会怎样", en="If nobody acts"),
    Phase.AFTER: Text(zh="之后", en="Afterwards"),
}
STAGES = {
    Stage.APPLY: Text(zh="可以申请", en="Ready to apply"),
    Stage.FINISH: Text(zh="办完", en="Done"),
    Stage.MONEY: Text(zh="钱到账", en="Money arrives"),
}
GRADES = {
    Grade.LAW: Text(zh="法律", en="law"),
    Grade.OFFICIAL: Text(zh="官方", en="official"),
    Grade.REPOST: Text(zh="转载", en="repost"),
    Grade.GUIDE: Text(zh="攻略", en="guide"),
}
NOTES = {
    "overdue": Text(zh="平台处理已超期，去催", en="overdue: ask the platform"),
    "happens-first": Text(
        zh="平台会先自动处理，见详情", en="the platform will act first: see the plan"
    ),
    "orders-overtaken": Text(
        zh="平台可能已自动处理，先看订单", en="the platform may have acted: look at the orders"
    ),
    "impossible": Text(zh="有一条怎么等也满足不了", en="a requirement can no longer be met"),
    "rejected": Text(zh="申请被驳回过", en="the application was refused"),
    "applied-unmet": Text(
        zh="申请后有一条没满足，可能被驳回", en="applied, but a requirement is not met"
    ),
    "money-out": Text(zh="办完了，还有钱没拿到", en="done, but money is outstanding"),
    "state-old": Text(zh="数据旧了，重新看一遍", en="old figures: look them up again"),
    "state-of-month": Text(zh="换月了，有数据要重新看", en="a new month: look up figures again"),
    "state-undated": Text(zh="没写数据日期", en="undated figures"),
    "state-from-later": Text(
        zh="数据日期比要判断的那天还晚", en="figures dated later than the check"
    ),
    "rules-old": Text(zh="规则很久没核对", en="rules not reviewed lately"),
    "orders-old": Text(zh="订单导出旧了，重新导出", en="old order exports: export again"),
    OWN_RULES: Text(zh="加了自家规则", en="own rules applied"),
    "waiver-lapsed": Text(zh="有豁免到期了", en="a waiver expired"),
}
"""Maps the code of each warning that needs action to a short text for tables."""
WHO = {
    Who.SELLER: Text(zh="卖家", en="seller"),
    Who.PLATFORM: Text(zh="平台", en="platform"),
    Who.BUYER: Text(zh="买家", en="buyer"),
    Who.SUPPLIER: Text(zh="供应商", en="supplier"),
    Who.BANK: Text(zh="银行", en="bank"),
}


def counted(title: str, count: int, say: Wording) -> str:
    """Return a heading with the number of things below it, such as "Blocking (3)"."""
    return say(f"{title}（{count}）", f"{title} ({count})")


def unit(currency: str) -> Text:
    """Return the name of a currency, given its code: 元 for CNY in Chinese, otherwise the code."""
    return Text(zh="元", en=currency) if currency == "CNY" else both(currency)


def stage(milestone: ReportedMilestone, shown: Report) -> Text:
    """Return the name of a key date; if the plan has several payments, also what is paid on it."""
    name = STAGES[milestone.stage]
    paid = {each.returns for each in shown.plan.milestones if each.returns}
    label = next((s.label for s in shown.money.sums if s.fact == milestone.returns), None)
    if label is None or len(paid) < 2:
        return name
    return Text(zh=f"{label.zh}到账", en=f"{name.en} ({label.en})")
