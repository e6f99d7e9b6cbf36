"""What was counted as a piece of YAML that fits a state file, and is one by itself."""

import json
from collections.abc import Iterator

from shopexit.formats import RenderOptions
from shopexit.messages import Wording
from shopexit.report.order_report import Census, CensusFigure


def render(shown: Census, _: RenderOptions) -> str:
    """Return what follows from the exports as a state file."""
    return "\n".join(_lines(shown, Wording(shown.lang))) + "\n"


def _lines(shown: Census, say: Wording) -> Iterator[str]:
    files = dict.fromkeys(sheet.file for sheet in shown.sheets)
    yield say(f"# 由 shopexit orders {shown.platform} 从导出文件算出：",
              f"# Counted by shopexit orders {shown.platform} in:")  # fmt: skip
    yield from (f"#   {file}" for file in files)
    if shown.placed_first:
        yield say(
            f"# 下单日期 {shown.placed_first} 到 {shown.placed_last}，共 {shown.orders} 单；"
            "更早的订单不在里面",
            f"# orders placed from {shown.placed_first} to {shown.placed_last}, {shown.orders} in"
            " all; earlier ones are not in them",
        )
    if shown.in_doubt:
        yield say(
            "# 有看不懂的状态或行，所以下面的数字空着：空着就是不知道",
            "# Some states or rows are not understood, so the figures are left empty: unknown",
        )
    yield f"platform: {json.dumps(shown.platform)}"
    if shown.as_of:
        yield f"as_of: {shown.as_of}"
    group = ""
    for figure in shown.figures:
        here, _, name = figure.fact.partition(".")
        if here != group:
            yield f"{here}:"
            group = here
        yield _figure(name, figure, say, in_doubt=shown.in_doubt)
    if shown.order_list is not None:
        yield "order_list:" if shown.order_list else "order_list: []"
    for order in shown.order_list or ():
        yield f"  - id: {json.dumps(order.id, ensure_ascii=False)}"
        for name in ("status", "placed_on", "shipped_on", "amount"):
            value = getattr(order, name)
            if value is not None:
                yield f"    {name}: {value}"


def _figure(name: str, figure: CensusFigure, say: Wording, *, in_doubt: bool) -> str:
    label = figure.label[say.lang]
    if figure.value is not None and not figure.at_least:
        return f"  {name}: {figure.value}  # {label}"
    if figure.value is None:
        more = "" if in_doubt else say("，文件里看不出，自己填", ": not in the files, fill it in")
    elif isinstance(figure.value, int):
        more = say(f"，至少 {figure.value}，自己填", f": {figure.value} at least, fill it in")
    else:
        more = say(f"，{figure.value} 或更晚，自己填", f": {figure.value} or later, fill it in")
    return f"  {name}:  # {label}{more}"
