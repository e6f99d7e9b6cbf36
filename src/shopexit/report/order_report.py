"""Output of `orders`: what was counted in order exports, and the facts that follow."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from shopexit.files.cells import unguarded
from shopexit.inputs.orders.order_counts import (
    CensusWord,
    Order,
    OrderCounts,
    ReadSheet,
    RowProblem,
)
from shopexit.messages import Lang, Text, clean, record
from shopexit.report.model import View
from shopexit.rules import wording
from shopexit.rules.export_schema import ColumnRole, Confidence, OrderStatus
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary


@record(kw_only=True)
class CensusSheet:
    """A sheet of an order export (or a file without sheets), and how it was read."""

    file: str
    sheet: Annotated[str, Field(description="empty if the file has no sheets")]
    kind: Annotated[str, Field(description="csv, tsv, xlsx or xls, by content")]
    encoding: str | None
    encrypted: bool
    skipped: Annotated[bool, Field(description="not read, as its header is unknown")]
    layout: Annotated[str | None, Field(description="null if the user named the columns")]
    layout_name: Text | None
    confidence: Confidence | None
    columns: Annotated[dict[ColumnRole, str], Field(description="header used for each role")]
    rows: int
    exported_on: Annotated[date | None, Field(description="date in the file's name, if any")]


@record(kw_only=True)
class CensusFigure:
    """A fact about a shop as counted in its order exports; it may be only a lower bound."""

    fact: str
    label: Text
    value: Annotated[
        str | int | None, Field(description="null if the exports cover but do not determine it")
    ]
    at_least: Annotated[bool, Field(description="the true value may be greater, or later")]


@record(kw_only=True)
class CensusOrder:
    """One order in the exports that is not finished; null for what the exports do not give."""

    id: str
    status: str | None
    placed_on: date | None
    shipped_on: date | None
    amount: str | None


@record(kw_only=True)
class Census(View):
    """Counts of one shop's orders, from all its exports together: output of `orders`."""

    schema: Literal["shopexit.orders/1"] = "shopexit.orders/1"
    platform: str
    platform_name: Text
    sheets: tuple[CensusSheet, ...]
    orders: int
    rows: int
    buckets: Annotated[dict[OrderStatus, int], Field(description="each order is counted once")]
    words: tuple[CensusWord, ...]
    placed_first: Annotated[date | None, Field(description="creation date of the first order")]
    placed_last: date | None
    last_completed_on: Annotated[date | None, Field(description="latest completion in the files")]
    as_of: Annotated[date | None, Field(description="export date of the oldest file")]
    in_doubt: Annotated[
        bool, Field(description="a word or row was not understood, so no facts follow")
    ]
    unreadable: tuple[RowProblem, ...]
    unreadable_rows: Annotated[
        int, Field(description="number of all unreadable rows; only the first are in `unreadable`")
    ]
    figures: tuple[CensusFigure, ...]
    order_list: Annotated[
        tuple[CensusOrder, ...] | None,
        Field(description="orders not over; null if no procedure is about orders"),
    ]
    notes: tuple[Text, ...]


def census(platform: Platform, counted: OrderCounts, lang: Lang) -> Census:
    """Convert order counts to the output of `orders`; texts from files are made safe to print."""
    return Census(
        lang=lang,
        platform=platform.platform,
        platform_name=platform.name,
        sheets=tuple(map(_sheet, counted.sheets)),
        orders=counted.orders,
        rows=sum(sheet.rows for sheet in counted.sheets),
        buckets=dict(counted.buckets),
        words=counted.words,
        placed_first=counted.first,
        placed_last=counted.last,
        last_completed_on=counted.last_completed,
        as_of=counted.as_of,
        in_doubt=counted.in_doubt,
        unreadable=tuple(
            replace(p, file=clean(p.file), sheet=clean(p.sheet)) for p in counted.problems
        ),
        unreadable_rows=counted.problem_count,
        figures=tuple(_figures(platform.vocabulary, counted)),
        order_list=None if counted.listed is None else tuple(map(_order, counted.listed)),
        notes=tuple(counted.notes),
    )


def _sheet(sheet: ReadSheet) -> CensusSheet:
    columns = sheet.columns
    layout = columns.layout if columns else None
    return CensusSheet(
        file=clean(sheet.file),
        sheet=clean(sheet.sheet),
        kind=sheet.kind,
        encoding=sheet.encoding,
        encrypted=sheet.encrypted,
        skipped=columns is None,
        layout=layout.id if layout else None,
        layout_name=layout.name if layout else None,
        confidence=layout.confidence if layout else None,
        columns={r: clean(unguarded(name)) for r, name in columns.names.items()} if columns else {},
        rows=sheet.rows,
        exported_on=sheet.day,
    )


def _figures(vocabulary: Vocabulary, counted: OrderCounts) -> Iterator[CensusFigure]:
    for path, fact in vocabulary.facts.items():
        if not counted.orders or not (fact.in_exports or path in vocabulary.counted_statuses):
            continue
        settled = path in counted.facts
        value = counted.facts[path] if settled else counted.floors.get(path)
        value = None if value == date.min else value  # no order bears a date
        yield CensusFigure(
            fact=path,
            label=fact.label,
            value=value if value is None or isinstance(value, int) else str(value),
            at_least=not settled and value is not None,
        )


def _order(order: Order) -> CensusOrder:
    values: Mapping[str, Any] = order.values
    amount = values.get("order.amount")
    return CensusOrder(
        id=order.id,
        status=values.get("order.status"),
        placed_on=values.get("order.placed_on"),
        shipped_on=values.get("order.shipped_on"),
        amount=None if amount is None else wording.amount(amount),
    )
