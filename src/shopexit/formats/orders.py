"""Result of `orders` (orders counted in exports) as text, and as YAML for a state file."""

import json
import shlex
from collections.abc import Iterator

from shopexit.formats import RenderOptions
from shopexit.formats.lines import Line, heading, render
from shopexit.formats.sentences import some
from shopexit.inputs.orders.order_counts import CensusWord
from shopexit.inputs.spellings import BUCKETS, COLUMNS
from shopexit.messages import Text, Wording
from shopexit.report.order_report import Census, CensusFigure, CensusSheet
from shopexit.rules.export_schema import Confidence, OrderStatus

CONFIDENCE = {
    Confidence.HIGH: Text(zh="可信度高", en="confidence high"),
    Confidence.MEDIUM: Text(zh="可信度中", en="confidence medium"),
    Confidence.LOW: Text(zh="可信度低", en="confidence low"),
}


def orders(shown: Census, layout: RenderOptions) -> str:
    """Return the orders counted in export files as text: totals, statuses, figures, files."""
    return render(_lines(shown, Wording(shown.lang), layout.again), layout)


def _lines(shown: Census, say: Wording, again: str) -> Iterator[Line]:
    yield Line(
        say(f"{shown.platform_name.zh} · 订单导出", f"{shown.platform_name.en} · order exports")
    )
    yield _headline(shown, say)
    yield Line(_time(shown, say), 2, style="dim")
    yield from _unknown(shown, say)
    yield from _unreadable(shown, say)
    yield from heading(say("分类", "Orders by status"))
    # All others keep the shop from closing, or may do so.
    ended = (OrderStatus.COMPLETED, OrderStatus.CLOSED)
    for bucket, count in shown.buckets.items():
        style = "yellow" if count and bucket not in ended else ""
        colon = say("：", ": ")
        yield Line(f"{BUCKETS[bucket][shown.lang]}{colon}{count}", 2, style=style)
    if shown.buckets[OrderStatus.AFTER_SALES_OPEN] or shown.buckets[OrderStatus.DISPUTE_OPEN]:
        yield Line(
            say(
                "售后、纠纷中的订单，在下面的订单数里还按它走到哪一步来数",
                "orders with an open after-sales case or dispute are also counted below, by their"
                " order status",
            ),
            2,
            style="dim",
        )
    yield from heading(say("文件里的状态原文", "Statuses in the files"))
    yield from (_word(w, say) for w in shown.words if w.bucket is not OrderStatus.UNKNOWN)
    yield from heading(say("能填进店铺数据的数字", "Figures for a state file"))
    yield from _figures(shown, say)
    yield from heading(say("文件", "Files"))
    yield from (_sheet(sheet, say) for sheet in shown.sheets)
    if shown.notes:
        yield from heading(say("注意", "Note"))
    yield from (Line(note[shown.lang], 2, "! ", "yellow") for note in shown.notes)
    yield Line()
    # Quoted, so that the command can be pasted into a shell.
    files = " ".join(shlex.quote(file) for file in dict.fromkeys(s.file for s in shown.sheets))
    command = f"shopexit check {shown.platform} shop.yaml --orders {files}{again}"
    # The rules do not have what the seller said about words and columns, so `check` needs it again.
    own = any(word.by_seller for word in shown.words) or any(
        sheet.layout is None and not sheet.skipped for sheet in shown.sheets
    )
    too = say("（--map、--column 照样写上）", " (with the same --map and --column)") if own else ""
    yield Line(say(f"接着查能不能关：{command}{too}", f"next: {command}{too}"), style="dim")


def _headline(shown: Census, say: Wording) -> Line:
    files = len({sheet.file for sheet in shown.sheets})
    text = say(
        f"{shown.orders} 个订单，来自 {files} 个文件的 {shown.rows} 行",
        f"{some(shown.orders, 'order')} in {some(shown.rows, 'row')} of {some(files, 'file')}",
    )
    doubt = ""
    if shown.in_doubt:
        doubt = say(
            "；有看不懂的，订单数字只能当“至少”",
            "; some statuses or rows were not understood, so the figures are only minimums",
        )
    elif unsaid := shown.buckets[OrderStatus.UNKNOWN]:
        doubt = say(
            f"；其中 {unsaid} 个看不出走到哪一步", f"; {some(unsaid, 'order')} of unknown status"
        )
    if doubt or not shown.orders:
        return Line(f"{text}{doubt}", lead="? ", style="bold yellow")
    return Line(text, lead="✓ ", style="bold green")


def _time(shown: Census, say: Wording) -> str:
    placed = (
        say(f"下单日期 {shown.placed_first} 到 {shown.placed_last}",
            f"orders placed from {shown.placed_first} to {shown.placed_last}")
        if shown.placed_first
        else say("看不出是哪段时间的订单", "the period of the orders is not known")
    )  # fmt: skip
    completed = (
        say(f"最后一笔完成于 {shown.last_completed_on}",
            f"last order completed on {shown.last_completed_on}")
        if shown.last_completed_on
        else say("文件里没有完成时间", "no completion times in the files")
    )  # fmt: skip
    return f"{placed}{say('；', '; ')}{completed}"


def _unknown(shown: Census, say: Wording) -> Iterator[Line]:
    unknown = [word for word in shown.words if word.bucket is OrderStatus.UNKNOWN]
    if not unknown:
        return
    yield from heading(say(f"看不懂的状态（{len(unknown)}）", f"Unknown statuses ({len(unknown)})"))
    for word in unknown:
        yield _word(word, say)
    said = unknown[0].word or say("（空）", "(empty)")
    known = [b for b in BUCKETS if b is not OrderStatus.UNKNOWN]
    listed = say("、", ", ").join(
        f"{b}（{BUCKETS[b].zh}）" if say.lang == "zh" else b for b in known
    )
    yield Line(
        say(
            f'到后台看清楚它是什么，再加上 --map "{said}=类别"。类别有：{listed}',
            f"look up its meaning in the back office, then add"
            f' --map "{said}=BUCKET", where BUCKET is one of: {listed}',
        ),
        2,
    )


def _unreadable(shown: Census, say: Wording) -> Iterator[Line]:
    if not shown.unreadable_rows:
        return
    count = shown.unreadable_rows
    yield from heading(say(f"没法算的行（{count}）", f"Rows that cannot be counted ({count})"))
    for row in shown.unreadable:
        place = f"{row.file}{f' / {row.sheet}' if row.sheet else ''}:{row.row}"
        yield Line(f"{place}{say('：', ': ')}{row.says[shown.lang]}", 2, "✗ ", "red")
    if count > len(shown.unreadable):
        more = count - len(shown.unreadable)
        yield Line(say(f"……还有 {more} 行", f"... and {more} more"), 2)


def _word(word: CensusWord, say: Wording) -> Line:
    if word.by_seller:
        on = say("你自己定的", "by your --map")
    elif word.confidence:
        on = CONFIDENCE[word.confidence][say.lang]
        on += say("，归类是我们判断的", ", by our own judgement") if word.judged else ""
    else:
        on = ""
    said = word.word or say("（空）", "(empty)")
    lead = f"{COLUMNS[word.column][say.lang]} "
    rows = say(f"{word.rows} 行", some(word.rows, "row"))
    reading = f"{BUCKETS[word.bucket][say.lang]}{f' [{on}]' if on else ''}"
    style = "bold yellow" if word.bucket is OrderStatus.UNKNOWN else ""
    return Line(f"{said}{say('，', ', ')}{rows} → {reading}", 2, lead, style)


def _figures(shown: Census, say: Wording) -> Iterator[Line]:
    for figure in shown.figures:
        value = _doubt(figure, say, in_doubt=shown.in_doubt) or figure.value
        label = figure.label[say.lang]
        yield Line(f"{label}{say('：', ': ')}{value} ({figure.fact})", 2)


def _doubt(figure: CensusFigure, say: Wording, *, in_doubt: bool) -> str:
    """Return a note on why the seller has to fill in a figure; empty if the figure is certain.

    `in_doubt` is true if the exports have words or rows that are not understood.
    """
    if figure.value is None and in_doubt:
        return say("先不算，等上面弄清楚", "not counted until the whole file is understood")
    if figure.value is None:
        return say("文件里看不出，自己填", "not in the files: fill it in")
    if not figure.at_least:
        return ""
    least = (
        say(f"至少 {figure.value}", f"at least {figure.value}")
        if isinstance(figure.value, int)
        else say(f"{figure.value} 或更晚", f"{figure.value} or later")
    )
    if in_doubt:
        return say(f"{least}，等上面弄清楚", f"{least} until the whole file is understood")
    exact = "number" if isinstance(figure.value, int) else "date"
    return say(f"{least}，自己填", f"{least}: fill in the exact {exact}")


def _sheet(sheet: CensusSheet, say: Wording) -> Line:
    place = f"{sheet.file}{f' / {sheet.sheet}' if sheet.sheet else ''}"
    if sheet.skipped:
        return Line(f"{place}{say('：没读，表头不认识', ': not read, unknown header')}", 2)
    if sheet.layout_name and sheet.confidence:
        known = f"{sheet.layout_name[say.lang]} [{CONFIDENCE[sheet.confidence][say.lang]}]"
    else:
        known = say("按你指定的列", "by the columns you named")
    parts = [
        f"{sheet.kind}{f' {sheet.encoding}' if sheet.encoding else ''}",
        known,
        say(f"{sheet.rows} 行", some(sheet.rows, "row")),
    ]
    if sheet.encrypted:
        parts.insert(1, say("加密", "encrypted"))
    if sheet.exported_on:
        parts.append(say(f"{sheet.exported_on} 导出", f"exported on {sheet.exported_on}"))
    return Line(f"{place}{say('：', ': ')}{say('，', ', ').join(parts)}", 2)


def fragment(shown: Census, _: RenderOptions) -> str:
    """Return the counts from order exports as YAML, to be pasted into a state file."""
    return "\n".join(_fragment(shown, Wording(shown.lang))) + "\n"


def _fragment(shown: Census, say: Wording) -> Iterator[str]:
    files = dict.fromkeys(sheet.file for sheet in shown.sheets)
    yield say(f"# 由 shopexit orders {shown.platform} 从导出文件算出：",
              f"# Counted by shopexit orders {shown.platform} in:")  # fmt: skip
    yield from (f"#   {file}" for file in files)
    if shown.placed_first:
        yield say(
            f"# 下单日期 {shown.placed_first} 到 {shown.placed_last}，共 {shown.orders} 单；"
            "更早的订单不在里面",
            f"# orders placed from {shown.placed_first} to {shown.placed_last}, {shown.orders} in"
            " all; earlier orders are not included",
        )
    if shown.in_doubt:
        yield say(
            "# 有看不懂的状态或行，所以下面的数字空着：空着就是不知道",
            "# Some statuses or rows were not understood, so the figures are left empty (unknown)",
        )
    # JSON strings are valid YAML; unquoted, 1688 and most order numbers would be integers.
    yield f"platform: {json.dumps(shown.platform)}"
    if shown.as_of:
        yield f"as_of: {shown.as_of}"
    group = ""
    for figure in shown.figures:
        here, _, name = figure.fact.partition(".")
        if here != group:
            yield f"{here}:"
            group = here
        yield _fragment_line(name, figure, say, in_doubt=shown.in_doubt)
    if shown.order_list is not None:
        yield "order_list:" if shown.order_list else "order_list: []"
    for order in shown.order_list or ():
        yield f"  - id: {json.dumps(order.id, ensure_ascii=False)}"
        for name in ("status", "placed_on", "shipped_on", "amount"):
            value = getattr(order, name)
            if value is not None:
                yield f"    {name}: {value}"


def _fragment_line(name: str, figure: CensusFigure, say: Wording, *, in_doubt: bool) -> str:
    label = figure.label[say.lang]
    # Empty means not known: a count that is too low could make a shop look ready.
    if doubt := _doubt(figure, say, in_doubt=in_doubt):
        return f"  {name}:  # {label}{say('：', ': ')}{doubt}"
    return f"  {name}: {figure.value}  # {label}"
