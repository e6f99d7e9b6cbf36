"""How long counting an export takes and how much memory, against pandas and polars.

    pip install ".[test]" pandas polars
    python benchmarks/orders.py [--runs N] [--no-openpyxl] [--folder FOLDER]

Every contestant is a process of its own and prints the same figures; any other figures end the
script. They are run in turn, so that a machine that slows down slows all; read the ratios.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import islice
from multiprocessing import Process
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[1]
Figures: TypeAlias = dict[str, Any]
Count: TypeAlias = Callable[[str], Figures]

# What a user of pandas or polars would write down of the two exports: columns and words.
STAGES = ("closed", "completed", "pending_receipt", "pending_shipment", "pending_payment")
CASES = ("ended", "unknown", "after_sales_open", "dispute_open")
"""The most open last, as in STAGES."""
STATUS = {
    "待支付": "pending_payment", "待付款": "pending_payment", "待发货": "pending_shipment",
    "已发货": "pending_receipt", "已收货": "pending_receipt", "已完成": "completed",
    "交易成功": "completed", "已关闭": "closed", "交易关闭": "closed",
}  # fmt: skip
AFTER_SALES = {
    "": "ended", "-": "ended", "退款成功": "ended", "售后关闭": "ended", "换货成功": "ended",
    "待商家处理": "after_sales_open", "售后中": "after_sales_open", "退款中": "after_sales_open",
    "售后处理中": "after_sales_open", "仲裁中": "dispute_open",
}  # fmt: skip
STAGE_OF = {word: STAGES.index(bucket) for word, bucket in STATUS.items()}
CASE_OF = {word: CASES.index(bucket) for word, bucket in AFTER_SALES.items()}
UNKNOWN_STAGE, UNKNOWN_CASE = len(STAGES), CASES.index("unknown")
BUCKETS = (*STAGES, "unknown")
DOUYIN = ("主订单编号", "订单状态", "售后状态", "订单提交时间", "订单完成时间")
KUAISHOU = ("订单号", "订单状态", "售后状态", "订单创建时间")
UNSEEN = "[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
EQUALS = r'^=\s*"(.*)"$'
ROUNDED = r"^[0-9](?:\.[0-9]*)?[eE]\+?[0-9]+$"


def bucket_of(stage: int, case: int) -> str:
    """Return where an order stands: after-sales go before its status."""
    return CASES[case] if case else BUCKETS[stage]


def figures(orders: Mapping[tuple[int, int], int], words: Figures, rest: Figures) -> Figures:
    """Return what a contestant prints, of how many orders are in which stage and case."""
    buckets: dict[str, int] = {}
    for (stage, case), count in orders.items():
        bucket = bucket_of(stage, case)
        buckets[bucket] = buckets.get(bucket, 0) + count
    return {"buckets": buckets, "words": words, **rest}


def pandas_csv(file: str) -> Figures:
    """Count a CSV file by pandas."""
    import pandas as pd  # type: ignore[import-untyped]

    return pandas_count(
        pd.read_csv(file, usecols=[*DOUYIN], dtype=str, keep_default_na=False)[[*DOUYIN]]
    )


def pandas_xlsx(engine: str) -> Count:
    """Return what counts a workbook by pandas with one of its engines."""

    def count(file: str) -> Figures:
        import pandas as pd

        return pandas_count(
            pd.read_excel(
                file, engine=engine, usecols=[*KUAISHOU], dtype=str, keep_default_na=False
            )[[*KUAISHOU]]
        )

    return count


def pandas_count(rows: Any) -> Figures:
    """Count rows whose columns are those of DOUYIN or of KUAISHOU."""
    import pandas as pd

    def clean(cells: Any) -> Any:
        cells = cells.str.replace(UNSEEN, "", regex=True).str.strip()
        cells = cells.str.replace(EQUALS, r"\1", regex=True)
        return cells.str.removeprefix("'").str.strip('" \t')

    def clean_words(cells: Any) -> Any:
        words = pd.Series(cells.unique(), dtype=str)
        return cells.map(dict(zip(words, clean(words), strict=True)))

    def days(cells: Any) -> Any:
        texts = pd.Series(cells.str.strip().str.slice(0, 10).unique(), dtype=str)
        return pd.to_datetime(texts[texts != ""], format="%Y-%m-%d").dt.date

    number, status, after_sales, created, *finished = rows.columns
    rows[number] = clean(rows[number])
    rounded = rows[number].str.contains(ROUNDED, regex=True)
    rows = rows[~rounded]
    said = [clean_words(rows[column]) for column in (status, after_sales)]
    codes = pd.DataFrame(
        {
            "number": rows[number],
            "stage": said[0].map(STAGE_OF).fillna(UNKNOWN_STAGE).astype("int8"),
            "case": said[1].map(CASE_OF).fillna(UNKNOWN_CASE).astype("int8"),
        }
    )
    orders = codes.groupby("number", sort=False).max().value_counts()
    placed = days(rows[created])
    return figures(
        {(int(stage), int(case)): int(count) for (stage, case), count in orders.items()},
        {
            role: {word: int(count) for word, count in words.value_counts().items()}
            for role, words in zip(("status", "after_sales"), said, strict=True)
        },
        {
            "refused": int(rounded.sum()),
            "first": str(placed.min()),
            "last": str(placed.max()),
            "finished": str(days(rows[finished[0]]).max()) if finished else None,
        },
    )


def polars_csv(file: str) -> Figures:
    """Count a CSV file by polars, which reads it piece by piece."""
    import polars as pl

    return polars_count(pl.scan_csv(file, infer_schema=False).select(DOUYIN), DOUYIN)


def polars_xlsx(file: str) -> Figures:
    """Count a workbook by polars."""
    import polars as pl

    read: Any = pl.read_excel(file, columns=[*KUAISHOU], infer_schema_length=0)
    return polars_count(read.lazy(), KUAISHOU)


def polars_count(rows: Any, columns: Sequence[str]) -> Figures:
    """Count rows that polars has still to read."""
    import polars as pl

    def clean(column: str) -> Any:
        cells = pl.col(column).fill_null("").str.replace_all(UNSEEN, "").str.strip_chars()
        cells = cells.str.replace(EQUALS, "${1}").str.strip_prefix("'")
        return cells.str.strip_chars('" \t')

    def day(column: str) -> Any:
        cells = pl.col(column).str.strip_chars().str.slice(0, 10)
        return cells.str.to_date("%Y-%m-%d", strict=False)

    number, status, after_sales, created, *finished = columns
    rows = rows.with_columns(clean(number).alias("number"))
    rounded = pl.col("number").str.contains(ROUNDED)
    kept = rows.filter(~rounded).with_columns(
        clean(status).alias("status"), clean(after_sales).alias("after_sales")
    )
    codes = kept.select(
        "number",
        stage=pl.col("status").replace_strict(
            STAGE_OF, default=UNKNOWN_STAGE, return_dtype=pl.Int8
        ),
        case=pl.col("after_sales").replace_strict(
            CASE_OF, default=UNKNOWN_CASE, return_dtype=pl.Int8
        ),
    )
    orders = codes.group_by("number").agg(pl.col("stage").max(), pl.col("case").max())
    found: Any = pl.collect_all(
        [
            orders.group_by("stage", "case").len(),
            kept.group_by("status", "after_sales").len(),
            kept.select(
                first=day(created).min(),
                last=day(created).max(),
                finished=day(finished[0]).max() if finished else pl.lit(None),
            ),
            rows.select(rounded.sum()),
        ],
        engine="streaming",
    )
    words: dict[str, dict[str, int]] = {"status": {}, "after_sales": {}}
    for *said, count in found[1].iter_rows():
        for role, word in zip(words, said, strict=True):
            words[role][word] = words[role].get(word, 0) + count
    first, last, end = found[2].row(0)
    return figures(
        {(stage, case): count for stage, case, count in found[0].iter_rows()},
        words,
        {
            "refused": found[3].item(),
            "first": str(first),
            "last": str(last),
            "finished": str(end) if end else None,
        },
    )


CONTESTANTS: dict[str, Count] = {
    "pandas": pandas_csv,
    "polars": polars_csv,
    "pandas, openpyxl": pandas_xlsx("openpyxl"),
    "pandas, calamine": pandas_xlsx("calamine"),
    "polars, fastexcel": polars_xlsx,
}


def by_shopexit(printed: str) -> Figures:
    """Return what shopexit printed in the form in which the others print it."""
    census = json.loads(printed)
    words: dict[str, dict[str, int]] = {"status": {}, "after_sales": {}}
    for word in census["words"]:
        words[word["column"]][word["word"]] = word["rows"]
    return {
        "buckets": {bucket: count for bucket, count in census["buckets"].items() if count},
        "words": words,
        "refused": census["unreadable_rows"],
        "first": census["placed_first"],
        "last": census["placed_last"],
        "finished": census["last_completed_on"],
    }


_CLOCK = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(0, 86_400, 7)]
_DAYS = [f"{date(2024, 11, 1) + timedelta(days=day)}" for day in range(750)]
_PLAIN = re.compile(r"[0-9]*(\.[0-9]+)?")
_DETAILS = {
    "商品规格": "颜色分类:深蓝色;尺码:XL", "商家编码": "SKU-2024-00817", "支付方式": "微信",
    "省": "浙江省", "市": "杭州市", "区": "余杭区", "街道": "五常街道", "APP渠道": "抖音",
    "流量来源": "直播", "订单类型": "普通订单", "达人ID": "1672839405162738",
    "达人昵称": "测试达人", "承诺发货时间": "2026-10-03 23:59:59", "广告渠道": "非广告",
    "流量类型": "自营", "流量体裁": "直播", "流量渠道": "推荐feed", "发货主体": "供应商发货",
    "预计送达时间": "2026-10-06 22:00:00",
    "账号类型": "快手小店", "渠道": "直播", "订单载体": "直播间", "SKU编码": "SKU-2024-00817",
    "CPS达人ID": "2938475610", "CPS达人昵称": "测试达人", "收货地址-省": "浙江省",
    "收货地址-市": "杭州市", "收货地址-区": "余杭区", "收货地址-街道": "五常街道",
    "快递公司": "圆通快递", "快递单号": "YT8839201746523", "仓库名称": "默认仓",
    "发货类型": "普通发货",
}  # fmt: skip


def template(layout: str) -> tuple[list[str], list[str]]:
    """Return the header of a layout and what stands in a row of it."""
    # The tests know the columns; what they import stays out of the process that measures.
    sys.path.insert(0, str(ROOT / "tests"))
    from exportfiles import HEADERS, rows_of

    known = {name: cell for name, cell in _DETAILS.items() if name in HEADERS[layout]}
    header, row = rows_of(layout, [known])
    return [*map(str, header)], [*map(str, row)]


def drawn(numbers: str, words: str) -> Iterator[tuple[str, ...]]:
    """Yield rows without end: order number, status, after-sales, three times.

    Neither numbers nor days ascend, which is the hardest case for whoever sorts or remembers.
    """
    chance = random.Random(20261121)  # noqa: S311 - the same rows each time
    statuses = words.split("|")
    while True:
        number = f"{numbers[:2]}{chance.randrange(10 ** (len(numbers) - 2)):0{len(numbers) - 2}}"
        day = chance.randrange(len(_DAYS) - 20)
        created, later, finished = (
            f"{_DAYS[day + after]} {chance.choice(_CLOCK)}" for after in (0, 2, 12)
        )
        for _ in range(3 if chance.random() < 1 / 3 else 1):
            status = chance.choices(statuses, (78, 12, 6, 3, 1))[0]
            case = chance.choices(("-", "退款成功", "售后关闭", "<open>"), (90, 7, 2, 1))[0]
            shipped = later if status in statuses[:3] else ""
            yield number, status, case, created, shipped, finished


def make_csv(path: Path, rows: int) -> None:
    """Write a Douyin export by product: text cells in quotation marks and behind a tab."""
    header, cells = template("douyin")
    varying = (
        "主订单编号", "订单状态", "售后状态", "订单提交时间", "发货时间", "订单完成时间",
    )  # fmt: skip
    places = [header.index(name) for name in varying]
    sub_order = header.index("子订单编号")

    def guarded(cell: str) -> str:
        return cell if _PLAIN.fullmatch(cell) and len(cell) < 10 else f'"\t{cell}"'

    fixed = [guarded(cell) for cell in cells]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(header) + "\r\n")
        drawing = drawn("6" * 19, "已完成|已关闭|已发货|待发货|待支付")
        for i, (number, status, case, created, shipped, end) in enumerate(islice(drawing, rows)):
            row = fixed.copy()
            written = case if case != "<open>" else ("售后中", "待商家处理", "仲裁中")[i % 3]
            ended = end if status == "已完成" else ""
            for place, cell in zip(
                places, (number, status, written, created, shipped, ended), strict=True
            ):
                row[place] = guarded(cell)
            row[sub_order] = guarded(f"{int(number) + i % 3 + 1}")
            file.write(",".join(row) + "\r\n")


def make_xlsx(path: Path, rows: int) -> None:
    """Write a Kuaishou export."""
    import xlsxwriter  # type: ignore[import-untyped]

    header, fixed = template("kuaishou")
    varying = ("订单号", "订单状态", "售后状态", "订单创建时间", "发货时间")
    places = [header.index(name) for name in varying]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("订单")
        sheet.write_row(0, 0, header)
        drawing = drawn("2" * 16, "交易成功|交易关闭|已发货|待发货|待付款")
        for i, drawn_row in enumerate(islice(drawing, rows), start=1):
            row = fixed.copy()
            for place, cell in zip(places, drawn_row[:-1], strict=True):
                row[place] = "售后处理中" if cell == "<open>" else cell
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(i, place, cell)


def make(file: Path, rows: int) -> Path:
    """Write a file in another process, unless it is there."""
    # A process begins with the peak memory of the one that starts it: this one has to stay small.
    if not file.exists():
        write = make_xlsx if file.suffix == ".xlsx" else make_csv
        part = file.with_name(f"part-{file.name}")
        process = Process(target=write, args=(part, rows))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(f"{file}: could not be made")
        part.rename(file)
    return file


@dataclass(frozen=True)
class Run:
    """What one process took."""

    wall: float
    cpu: float
    peak: float
    """Megabytes."""


def run(name: str, file: Path) -> tuple[Run, Figures]:
    """Run a contestant on a file; return what it took and what it found."""
    command = [__file__, "--contestant", name, str(file)]
    if name == "shopexit":
        platform = "kuaishou" if file.suffix == ".xlsx" else "douyin"
        command = ["-m", "shopexit", "orders", platform, str(file), "--format", "json"]
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        printed = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}, {file.name}: exit {process.returncode}")
    found = by_shopexit(printed) if name == "shopexit" else json.loads(printed)
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), found


Runs: TypeAlias = dict[str, list[Run]]


def compete(file: Path, names: Sequence[str], runs: int, once: Sequence[str] = ()) -> Runs:
    """Run contestants in turn; end the script if they do not find the same."""
    taken: Runs = {name: [] for name in names}
    expected: Figures = {}
    for turn in range(runs):
        for name in names:
            if turn and name in once:
                continue
            one, found = run(name, file)
            taken[name].append(one)
            expected = expected or found
            if found != expected:
                sys.exit(f"{file.name}: {names[0]} found\n{expected}\nand {name}\n{found}")
    print(f"\n{file.name}: all found {expected['buckets']}")
    return taken


def middle(runs: Sequence[Run]) -> Run:
    """Return the medians of some runs."""
    return Run(
        median(run.wall for run in runs),
        median(run.cpu for run in runs),
        median(run.peak for run in runs),
    )


def show(taken: Runs, base: str) -> None:
    """Print the medians of each contestant, and how they compare with one of them."""
    print(f"{'':20} runs   wall s    CPU s  peak MB  wall x  CPU x")
    against = middle(taken[base])
    for name, runs in taken.items():
        m = middle(runs)
        print(
            f"{name:20} {len(runs):4} {m.wall:8.2f} {m.cpu:8.2f} {m.peak:8.0f}"
            f" {m.wall / against.wall:7.2f} {m.cpu / against.cpu:6.2f}"
        )


def verdict(target: str, value: float, most: float) -> None:
    """Print whether a target is met."""
    print(f"{'met   ' if value <= most else 'MISSED'} {target}: {value:.2f}, at most {most:.2f}")


def main() -> None:
    """Make the files, run the contestants, print how they did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3, help="of each contestant")
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[100_000, 300_000, 1_000_000],
        help="of the CSV files, the fewest first; the contest is about the last",
    )  # fmt: skip
    parser.add_argument("--xlsx-rows", type=int, default=200_000)
    parser.add_argument("--no-openpyxl", action="store_true", help="which takes minutes")
    parser.add_argument("--folder", type=Path, help="keeps the files there, for another time")
    parser.add_argument("--contestant", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        name, file = options.contestant
        print(json.dumps(CONTESTANTS[name](file), ensure_ascii=False))
    elif options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(options, options.folder)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(options, Path(folder))


def measure(options: argparse.Namespace, folder: Path) -> None:
    """Make the files in a folder, run the contestants, print how they did."""
    csv = {rows: make(folder / f"douyin-{rows}.csv", rows) for rows in options.rows}
    xlsx = make(folder / f"kuaishou-{options.xlsx_rows}.xlsx", options.xlsx_rows)
    for file in (*csv.values(), xlsx):
        print(f"{file.name}: {file.stat().st_size / 1e6:.0f} MB")
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    sizes = {rows: [run("shopexit", csv[rows])[0] for _ in range(options.runs)] for rows in csv}
    *_, largest = csv.values()
    by_csv = compete(largest, ["shopexit", "pandas", "polars"], options.runs)
    show(by_csv, "pandas")
    slow = [] if options.no_openpyxl else ["pandas, openpyxl"]
    names = ["shopexit", *slow, "pandas, calamine"]
    names += ["polars, fastexcel"] if find_spec("fastexcel") else []
    by_xlsx = compete(xlsx, names, options.runs, once=slow)
    show(by_xlsx, (slow or ["pandas, calamine"])[0])
    if not find_spec("fastexcel"):
        print("polars is left out: for workbooks it needs fastexcel")
    print("\nshopexit alone")
    for rows, runs in sizes.items():
        m = middle(runs)
        print(f"{rows:9,} rows {m.wall:8.2f} s wall {m.cpu:8.2f} s CPU {m.peak:6.0f} MB")
    print(f"load average after: {os.getloadavg()[0]:.2f}\n")
    ours, pandas = middle(by_csv["shopexit"]), middle(by_csv["pandas"])
    verdict("CSV, CPU against pandas", ours.cpu / pandas.cpu, 2.5)
    if slow:
        openpyxl = middle(by_xlsx[slow[0]])
        wall = middle(by_xlsx["shopexit"]).wall / openpyxl.wall
        verdict("XLSX, wall against pandas with openpyxl", wall, 1 / 5)
    # A number and a state are kept of each order, and nothing of a row.
    (fewest, least), *_, (most, peak) = ((n, middle(runs).peak) for n, runs in sizes.items())
    verdict("memory, bytes a row more", (peak - least) * 2**20 / (most - fewest), 150)


if __name__ == "__main__":
    main()
