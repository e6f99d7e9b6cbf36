"""What the words of an export mean: the platform's table, and before it what the seller says."""

from collections.abc import Mapping

from shopexit.files.cells import EMPTY, plain
from shopexit.messages import Problem, ShopexitError, Text, clean, record
from shopexit.rules.export_schema import STAGES, ColumnRole, Exports, OrderStatus, StatusWords

OPENNESS: Mapping[OrderStatus, int] = {
    OrderStatus.ENDED: 1,
    OrderStatus.CLOSED: 1,
    OrderStatus.COMPLETED: 2,
    OrderStatus.PENDING_RECEIPT: 3,
    OrderStatus.PENDING_SHIPMENT: 4,
    OrderStatus.PENDING_PAYMENT: 5,
    OrderStatus.AFTER_SALES_OPEN: 6,
    OrderStatus.DISPUTE_OPEN: 7,
    OrderStatus.UNKNOWN: 8,
}
"""Of several meanings the most open one counts."""


_EMPTY_BY_NAME = (plain("（空）"), "(empty)")


@record()
class Understood:
    """What a word was taken for, and on whose word."""

    meaning: OrderStatus
    entry: StatusWords | None = None
    by_seller: bool = False


class Lexicon:
    """Looks up words; remembers which of the seller's own were needed."""

    def __init__(self, exports: Exports, mapped: Mapping[str, OrderStatus]) -> None:
        self._mapped = {plain(word): meaning for word, meaning in mapped.items()}
        self._unused = {plain(word): word for word in mapped}
        self._exact = {
            role: {plain(word): entry for entry in entries for word in entry.words}
            for role, entries in exports.words.items()
        }
        self._entries = exports.words

    @property
    def unused(self) -> tuple[str, ...]:
        """What the seller explained, and stands in no file."""
        return tuple(self._unused.values())

    def understand(self, role: ColumnRole, word: str) -> Understood:
        """Return what a word in a column means. A word that nobody explains is unknown."""
        said = plain(word)
        if said in EMPTY and role is ColumnRole.STATUS:
            # On a command line an empty cell goes by the name by which it is shown.
            said = next((name for name in _EMPTY_BY_NAME if name in self._mapped), said)
        known = self._exact.get(role, {}).get(said)
        if said in self._mapped:
            self._unused.pop(said, None)
            meaning = _in_column(self._mapped[said], role, word)
            if known and OPENNESS[meaning] < OPENNESS[known.bucket]:
                raise ShopexitError([_more_open(word, known.bucket)])
            return Understood(meaning, by_seller=True)
        if said in EMPTY:
            return Understood(
                OrderStatus.UNKNOWN if role is ColumnRole.STATUS else OrderStatus.ENDED
            )
        if known:
            return Understood(known.bucket, known)
        alike = [entry for entry in self._entries.get(role, ()) if _is_like(said, entry)]
        if not alike:
            return Understood(OrderStatus.UNKNOWN)
        entry = max(alike, key=lambda each: OPENNESS[each.bucket])
        return Understood(entry.bucket, entry)


def _more_open(word: str, known: OrderStatus) -> Problem:
    says = Text(
        zh=f"“{clean(word)}”是知道的（{known}），不能说成更不用管的",
        en=f"'{clean(word)}' is known to mean {known}, and cannot be said to hold up less",
    )
    return Problem(says, key="--map")


def _is_like(said: str, entry: StatusWords) -> bool:
    return any(said.startswith(plain(start)) for start in entry.beginning) or any(
        plain(part) in said for part in entry.containing
    )


def _in_column(meaning: OrderStatus, role: ColumnRole, word: str) -> OrderStatus:
    """Return what the seller's word for a bucket means in a column of that role."""
    if role is ColumnRole.STATUS and meaning is not OrderStatus.ENDED:
        return meaning
    if role is not ColumnRole.STATUS and meaning in (OrderStatus.COMPLETED, OrderStatus.CLOSED):
        return OrderStatus.ENDED
    if role is not ColumnRole.STATUS and meaning not in STAGES:
        return meaning
    says = Text(
        zh=f"“{clean(word)}”在 {role} 列，不能归到 {meaning}",
        en=f"'{clean(word)}' stands in the column for {role}, and cannot mean {meaning}",
    )
    cases = (OrderStatus.AFTER_SALES_OPEN, OrderStatus.DISPUTE_OPEN, OrderStatus.ENDED)
    known = ", ".join(STAGES if role is ColumnRole.STATUS else cases)
    raise ShopexitError([Problem(says, key="--map", hint=Text(zh=f"可用的有：{known}", en=known))])
