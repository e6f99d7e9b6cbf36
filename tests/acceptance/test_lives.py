"""An exit of each platform, played through from the first question to the money in hand."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lives import Moment, good, played
from states import ROOT

from shopexit.messages import Lang, Text

K, T, D, A, B, X = "kuaishou", "taobao", "douyin", "aliexpress", "1688", "xiaohongshu"
LIVES = {
    K: [
        Moment("2026-11-23", "blocked", answers=good(K, **{
            "products.on_sale": "3", "notice.published_on": "never", "deposit.held": "￥500",
        })),
        Moment("2026-11-24", "blocked", answers={
            "products.on_sale": "0", "notice.published_on": "2026/11/24",
        }),
        Moment("2026-12-24", "undetermined"),
        Moment("2026-12-25", "ready", writes=(
            "answers:\n  kuaishou/close/deposit-returned: {required: false, by: 客服}\n"
        )),
        Moment("2026-12-25", "under-way", "close/submit"),
        Moment("2027-01-05", "under-way", "kuaishou/close/review"),
        Moment("2027-01-06", "under-way", "refund-deposit/take-out-deposit"),
        Moment("2027-01-20", "done", "refund-deposit/withdraw"),
    ],
    T: [
        Moment("2026-11-23", "undetermined", answers=good(T, **{"deposit.held": "1,000元"})),
        Moment("2026-11-24", "undetermined", "taobao/refund-deposit/apply"),
        Moment("2026-11-25", "ready", "taobao/refund-deposit/check-alipay"),
        Moment("2027-01-30", "ready"),
        Moment("2027-01-30", "under-way", "close/confirm"),
        Moment("2027-03-01", "done", "close/closed"),
    ],
    D: [
        Moment("2026-11-23", "blocked", answers=good(D, **{
            "deposit.held": "500", "orders.pending_shipment": "2",
        })),
        Moment("2026-11-26", "ready", answers={"orders.pending_shipment": "0"}),
        Moment("2026-11-26", "under-way", "close/submit"),
        Moment("2026-12-10", "under-way", "close/review"),
        Moment("2026-12-11", "under-way", "close/sign"),
        Moment("2026-12-25", "under-way", "refund-deposit/submit"),
        Moment("2027-01-08", "done", "refund-deposit/paid"),
    ],
    A: [
        Moment("2026-11-23", "undetermined", answers=good(A, **{
            "deposit.held": "10000", "disputes.open": "1",
        })),
        Moment("2026-11-27", "ready", answers={"disputes.open": "0"}),
        Moment("2026-11-27", "under-way", "exit-managed/submit"),
        Moment("2026-12-07", "under-way", "exit-managed/review"),
        Moment("2026-12-08", "under-way", answers={"deposit.status": "可退"}),
        Moment("2026-12-09", "under-way", "refund-deposit/apply"),
        Moment("2026-12-20", "under-way", "refund-deposit/money-arrives"),
        Moment("2026-12-21", "done", "exit-managed/close-shop"),
    ],
    B: [
        Moment("2026-11-23", "blocked", answers=good(B, **{
            "deposit.held": "2000", "deposit.status": "可退", "after_sales.open": "1",
        })),
        Moment("2026-11-27", "undetermined", answers={"after_sales.open": "0"}),
        Moment("2026-11-27", "undetermined", "refund-deposit/take-out"),
        Moment("2026-12-02", "ready", "refund-deposit/money-arrives"),
        Moment("2026-12-03", "under-way", "close/apply"),
        Moment("2026-12-08", "under-way", "close/review"),
        Moment("2026-12-09", "done", "close/closed"),
    ],
    X: [
        Moment("2026-11-23", "blocked", answers=good(X, **{
            "deposit.held": "2000", "deposit.status": "held", "funds.unsettled": "800",
            "products.on_sale": "3", "orders.last_completed_on": "2026-11-14",
        })),
        Moment("2026-11-28", "blocked", answers={"products.on_sale": "0"}),
        Moment("2026-11-29", "ready"),
        Moment("2026-11-29", "under-way", "close/sign"),
        Moment("2026-12-29", "under-way", "close/settle"),
        Moment("2026-12-29", "under-way", "close/ask-deposit"),
        Moment("2027-01-05", "under-way", "close/closed"),
        Moment("2027-03-05", "done", "refund-deposit/money-arrives"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("platform", LIVES)
def test_an_exit_is_lived_through_verdict_by_verdict(
    platform: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By what the seller says and marks, with one file that he hardly ever edits."""
    moments = LIVES[platform]
    file = tmp_path / "shop.yaml"
    lived = list(played(platform, moments, file, monkeypatch, capsys))
    assert [(m.day, verdict) for m, *_, verdict in lived] == [(m.day, m.verdict) for m in moments]


HEAD = Text(
    zh="""\
# 一天一天：从第一次问到钱到手

[English](../en/day-by-day.md) · [首页](../../README.zh-CN.md)

退店要一两个月。第一天用 `shopexit ask` 回答问题；以后用 `shopexit ask shop.yaml --refresh` \
把会变的数字再看一遍，做完一步就用 `shopexit done` 记一下。下面是快手一家店的全程，\
`[...]` 是略去的。答错了会说明再问；中途按 Ctrl-C，答过的都存着。
""",
    en="""\
# Day by day, from the first question to the money

[中文](../zh/day-by-day.md) · [README](../../README.md)

An exit takes a month or two. On the first day answer the questions of `shopexit ask`; later read
again what moves with `shopexit ask shop.yaml --refresh`, and mark each step that is taken with
`shopexit done`. This is the whole exit of a shop on Kuaishou; `[...]` stands for what is left out.
A wrong answer is explained and asked for again, and Ctrl-C keeps what was answered.
""",
)
SAID = [
    Text(
        zh="先回答问题。哪一条卡住，马上就说。",
        en="First the questions. What blocks is said at once.",
    ),
    Text(zh="公示开了，商品也下架了。", en="The notice is up, and nothing is on sale."),
    Text(
        zh="公示满 30 天，数字都再看一遍。保证金要不要先退，来源说法不一，要问客服。",
        en="The notice has stood for 30 days, and all figures are read again. Whether the deposit"
        " comes back first,\nthe sources disagree: ask the platform.",
    ),
    Text(
        zh="客服说不用先退，写进 `shop.yaml` 的 `answers`。",
        en="It need not, the platform says; that goes under `answers` in `shop.yaml`.",
    ),
    Text(zh="申请交了。", en="The application is in."),
    Text(zh="审核过了，店关了。", en="The review is over, and the shop is closed."),
    Text(zh="去提保证金。", en="Now for the deposit."),
    Text(zh="钱到手了。", en="The money is in hand."),
]
"""What happens on each day of the life on Kuaishou."""


def told(screen: str) -> Iterator[str]:
    """Yield of the questions those that the page shows: the first that say something new."""
    intro, *asked = screen.rstrip("\n").split("\n\n")
    if not asked:
        return
    kept = asked.pop() if "\n> " not in asked[-1] else ""
    new = [each for each in asked if each.partition("\n> ")[2].strip()]
    yield intro
    for each in new[:5]:
        yield f"\n{each}"
    yield "\n[...]\n"
    yield kept.strip()


@pytest.mark.parametrize("lang", Lang)
def test_the_page_of_a_life_is_what_the_program_shows(
    lang: Lang,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every call on its day, written down by no hand."""
    monkeypatch.chdir(tmp_path)
    page = [HEAD[lang]]
    lived = played(K, LIVES[K], Path("shop.yaml"), monkeypatch, capsys, lang)
    for (moment, call, screen, shown, _), said in zip(lived, SAID, strict=True):
        lines = [f"$ shopexit {call}", *told(screen), *shown.splitlines()[:2], "[...]"]
        body = "\n".join(line for line in lines if line).replace("\n\n\n", "\n\n")
        page.append(f"## {moment.day}\n\n{said[lang]}\n\n```text\n{body}\n```\n")
    file = ROOT / "docs" / lang / "day-by-day.md"
    if os.environ.get("UPDATE_DOCS"):
        file.write_text("\n".join(page), encoding="utf-8")
    assert file.read_text("utf-8") == "\n".join(page)
