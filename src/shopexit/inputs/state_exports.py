"""Count the orders in the exports that belong to a state file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state_schema import OrdersFrom
from shopexit.messages import Problem, ShopexitError, Text
from shopexit.rules.platform import Platform

_NAMED: KeyPath = ("orders_from",)


def counted(
    document: Document,
    named: OrdersFrom | None,
    rules: Platform,
    orders: Sequence[str],
    how: ReadOptions,
    numbers: Sequence[str],
) -> OrderCounts:
    """Count the orders in the exports `orders`; if there are none, in those that `named` lists.

    `named` is `orders_from` in the state file `document`. For `numbers` and errors see
    `count_orders`; a problem with a whole file that `named` lists, not with a row or sheet, is
    reported at the line of the state file that names it.
    """
    from shopexit.inputs.orders.count import count_orders  # most states have no exports

    if named:
        # The command line overrides the file.
        mapped, columns = named.map | dict(how.mapped), named.columns | dict(how.columns)
        how = replace(how, mapped=mapped, columns=columns)
    if orders or named is None:
        # The user's own paths may be anywhere; those in a file, perhaps by somebody else, may not.
        return count_orders(orders, rules, how, numbers=numbers)
    try:
        return count_orders(named.files, rules, how, document.folder, numbers)
    except ShopexitError as error:
        places = dict(_places(document, named))
        raise ShopexitError(_placed(each, document, places) for each in error.problems) from None


def _places(document: Document, named: OrdersFrom) -> Iterator[tuple[Path, KeyPath]]:
    """Yield (path, key path in the state file) for each export named."""
    listed = (*_NAMED, "files") if isinstance(document.at(_NAMED), dict) else _NAMED
    several = isinstance(document.at(listed), list)
    for i, name in enumerate(named.files):
        yield document.folder / name, (*listed, i) if several else listed


def _placed(problem: Problem, document: Document, places: dict[Path, KeyPath]) -> Problem:
    """Return a problem with its line in the state file, unless it is about one row or sheet."""
    if problem.file is None or problem.line or problem.key:
        return problem
    path = Path(problem.file)
    says = Text(zh=f"{path}：{problem.says.zh}", en=f"{path}: {problem.says.en}")
    return document.problem(places.get(path, _NAMED), says, problem.hint)
