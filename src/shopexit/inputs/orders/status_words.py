"""Find the meaning of an export's status words, by the platform's rules or the user's mapping."""

from collections.abc import Mapping

from shopexit.files.cells import EMPTY, plain
from shopexit.inputs.spellings import BUCKETS
from shopexit.messages import Problem, ShopexitError, Text, clean, record
from shopexit.rules.export_schema import STAGES, ColumnRole, Exports, OrderStatus, StatusWords

_OPENNESS = (
    OrderStatus.ENDED,
    *reversed(STAGES),
    OrderStatus.AFTER_SALES_OPEN,
    OrderStatus.DISPUTE_OPEN,
    OrderStatus.UNKNOWN,
).index
"""Function that returns how unfinished a meaning is; of several meanings, the greatest counts."""
_EMPTY_BY_NAME = (plain("（空）"), "(empty)")


@record()
class Understood:
    """Meaning of a status word, and whether the rules or the user gave it this meaning."""

    meaning: OrderStatus
    entry: StatusWords | None = None
    by_seller: bool = False


class Lexicon:
    """Looks up status words in the rules and in `mapped`, the user's own mapping (`--map`)."""

    def __init__(self, exports: Exports, mapped: Mapping[str, OrderStatus]) -> None:
        self._mapped: dict[str, OrderStatus] = {}
        for word, meaning in mapped.items():
            # Words that look alike, such as with and without a space, are one word in an export.
            if self._mapped.setdefault(plain(word), meaning) is not meaning:
                first, name = self._mapped[plain(word)], clean(word)
                says = Text(
                    zh=f"“{name}”写了两种意思：{BUCKETS[first].zh}、{BUCKETS[meaning].zh}",
                    en=f"'{name}' is given two meanings: {BUCKETS[first].en} and"
                    f" {BUCKETS[meaning].en}",
                )
                raise ShopexitError([Problem(says, key="--map")])
        self.unused = {plain(word): word for word in mapped}
        """Words of the user's mapping that have occurred in no file, by their normalised form."""
        self._exact = {
            role: {plain(word): entry for entry in entries for word in entry.words}
            for role, entries in exports.words.items()
        }
        self._entries = exports.words

    def understand(self, role: ColumnRole, word: str) -> Understood:
        """Return the meaning of a word in a column; UNKNOWN if neither rules nor user give one.

        Raises ShopexitError if the user's mapping takes the order for further along than the
        rules do, or gives a meaning that does not fit the column.
        """
        said = plain(word)
        if said in EMPTY and role is ColumnRole.STATUS:
            # On the command line an empty cell is written as it is displayed, "(empty)".
            said = next((name for name in _EMPTY_BY_NAME if name in self._mapped), said)
        known = self._exact.get(role, {}).get(said)
        if said in self._mapped:
            self.unused.pop(said, None)
            meaning = _in_column(self._mapped[said], role, word)
            # A mapping cannot make a shop look closer to ready than its exports show it.
            # But the rules list some words only to say that what they mean is not known.
            told = known and known.bucket is not OrderStatus.UNKNOWN
            if known and told and _OPENNESS(meaning) < _OPENNESS(known.bucket):
                raise ShopexitError([_more_open(word, known.bucket)])
            return Understood(meaning, by_seller=True)
        if said in EMPTY:
            return Understood(
                # Without a case, an export leaves the after-sales cell empty or writes `-` into it.
                OrderStatus.UNKNOWN if role is ColumnRole.STATUS else OrderStatus.ENDED
            )
        if known:
            return Understood(known.bucket, known)
        alike = [entry for entry in self._entries.get(role, ()) if _is_like(said, entry)]
        if not alike:
            return Understood(OrderStatus.UNKNOWN)
        # Parts of a word are weak evidence, so the least finished meaning is taken.
        entry = max(alike, key=lambda each: _OPENNESS(each.bucket))
        return Understood(entry.bucket, entry)


def _more_open(word: str, known: OrderStatus) -> Problem:
    says = Text(
        zh=f"“{clean(word)}”的意思是{BUCKETS[known].zh}，不能改成更接近办完的状态",
        en=f"'{clean(word)}' means {BUCKETS[known].en}, so --map cannot count it as further along",
    )
    return Problem(says, key="--map")


def _is_like(said: str, entry: StatusWords) -> bool:
    """Return whether a normalised word has a prefix or part that the entry lists."""
    return any(said.startswith(plain(start)) for start in entry.beginning) or any(
        plain(part) in said for part in entry.containing
    )


def _in_column(meaning: OrderStatus, role: ColumnRole, word: str) -> OrderStatus:
    """Return the meaning that a user gives to a word in a column, adapted to that column.

    In a column about cases, completed and closed become ended. Raises ShopexitError if the meaning
    does not fit.
    """
    if role is ColumnRole.STATUS and meaning is not OrderStatus.ENDED:
        return meaning
    if role is not ColumnRole.STATUS and meaning in (OrderStatus.COMPLETED, OrderStatus.CLOSED):
        return OrderStatus.ENDED
    if role is not ColumnRole.STATUS and meaning not in STAGES:
        return meaning
    says = Text(
        zh=f"“{clean(word)}”在 {role} 列，不能归到 {meaning}",
        en=f"'{clean(word)}' is in the {role} column, so it cannot mean {meaning}",
    )
    cases = (OrderStatus.AFTER_SALES_OPEN, OrderStatus.DISPUTE_OPEN, OrderStatus.ENDED)
    known = ", ".join(STAGES if role is ColumnRole.STATUS else cases)
    raise ShopexitError(
        [Problem(says, key="--map", hint=Text(zh=f"可用的有：{known}", en=f"possible: {known}"))]
    )
