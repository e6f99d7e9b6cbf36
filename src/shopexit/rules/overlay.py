"""Overlays: files with a seller's own rules, applied to a platform's rule file entry by entry.

An overlay adds requirements, steps and other entries, or changes those with the same id. Stricter
rules need no reason. A rule by which a shop could look better than by the platform's rules needs
`reason` and `by`. All additions and changes are marked in their texts.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, get_args

from pydantic import Field

from shopexit.files.validation import Label, Model, validate
from shopexit.files.yaml import Document, KeyPath, Noted
from shopexit.messages import Problem, ShopexitError, Text, nearest
from shopexit.rules.entries import Id, Level
from shopexit.rules.platform import Procedure
from shopexit.rules.procedure_checks import repeated

_NOT_ASKED = "not_asked"
_TEXTS = {"says", "does", "fix", "note", "ask", "where"}
"""Keys with texts; an overlay may change them in an existing entry without a reason."""
_NEW = {"id", "level", "when", "says", "holds", "fix", "who", "where", "note", "ask", "sources"}
"""Keys that a new entry may have without a reason: no key is about money or finished steps."""
_NEW_IN_REQUIREMENTS = _NEW | {"disputed", "after", "takes", "since"}
_ABOUT = {"id", "reason", "by"}
_UNREASONED = Text(
    zh="这可能比平台的规则宽：写上 reason（为什么）和 by（谁定的）",
    en="this may be more lenient than the platform's rules: give `reason` and `by` (who decided)",
)


class _OwnEntry(Model, extra="allow"):
    """One of a seller's own rules: a new requirement, step or other entry, or changes to one."""

    id: Id
    reason: Label | None = None
    by: Label | None = None


class _OwnNotAsked(Model, extra="allow"):
    """Facts that, by a seller's own rules, need not be checked; this always requires a reason."""

    says: Text
    reason: Label
    by: Label


class _OwnProcedure(Model):
    """What a seller's own rules add to or change in one procedure; a field for each section."""

    requirements: tuple[_OwnEntry, ...] = ()
    steps: tuple[_OwnEntry, ...] = ()
    by_itself: tuple[_OwnEntry, ...] = ()
    effects: tuple[_OwnEntry, ...] = ()
    aftercare: tuple[_OwnEntry, ...] = ()
    trouble: tuple[_OwnEntry, ...] = ()
    unknowns: tuple[_OwnEntry, ...] = ()
    not_asked: tuple[_OwnNotAsked, ...] = ()


class _OverlayFile(Model):
    """A file with a seller's own rules, which add to or change the rules of one platform."""

    platform: Label
    sources: dict[Id, Any] = Field(default={})
    procedures: dict[Id, _OwnProcedure] = Field(default={})
    not_asked: tuple[_OwnNotAsked, ...] = ()


class LaidOver(Document):
    """A platform's rule file merged with a file of the seller's own rules, as one document.

    `under` is the rule file, which must be valid, and `over` the file with the seller's rules. A
    problem is reported in the file that its data come from. Raises ShopexitError if the two do not
    fit together.
    """

    def __init__(self, under: Document, over: Document) -> None:
        super().__init__("", over.name)
        self._under, self._over = under, over
        self._origins: dict[KeyPath, KeyPath] = {}
        # Both files were validated on their own, so nothing is left to be noted.
        self.data, self.noted = self._laid(), Noted()

    def problem(self, path: KeyPath, says: Text, hint: Text | None = None) -> Problem:
        """Return a problem with the value at a key path, located in the file it comes from."""
        for length in range(len(path), 0, -1):
            if (origin := self._origins.get(path[:length])) is not None:
                return self._over.problem((*origin, *path[length:]), says, hint)
        return self._under.problem(path, says, hint)

    def _laid(self) -> Any:
        """Return the merged data; raise ShopexitError if the overlay does not fit the rules."""
        overlay = validate(_OverlayFile, self._over)
        data: Any = deepcopy(self._under.data)
        own: Any = self._over.data
        if problems := list(self._misplaced(overlay, data, own)):
            raise ShopexitError(problems)
        for name, source in own.get("sources", {}).items():
            data["sources"][name] = source
            self._origins["sources", name] = ("sources", name)
        self._append(data, own, (), _NOT_ASKED)
        for name, procedure in own.get("procedures", {}).items():
            under, at = data["procedures"][name], ("procedures", name)
            for section in procedure:
                if section == _NOT_ASKED:
                    self._append(under, procedure, at, section)
                    continue
                # Only ids of the rule file, so that an id given twice in the overlay is refused.
                places = {each["id"]: i for i, each in enumerate(under.get(section, ()))}
                for i, entry in enumerate(procedure[section]):
                    self._lay(under.setdefault(section, []), (*at, section), i, entry, places)
        zh, en = data["name"]["zh"], data["name"]["en"]
        # Renamed so that every output shows it; the old names remain valid on the command line.
        data["aliases"] = [*data.get("aliases", ()), zh, en]
        data["name"] = {"zh": f"{zh}（含自家规则）", "en": f"{en} (with own rules)"}
        return data

    def _misplaced(self, overlay: _OverlayFile, under: Any, own: Any) -> Iterator[Problem]:
        """Yield a problem for each wrong platform, used id, unknown procedure or missing reason."""
        if overlay.platform != str(under["platform"]):
            says = Text(
                zh=f"这个文件盖在 {under['platform']} 上，platform 却写着 {overlay.platform}",
                en=f"this overlay is for {under['platform']}, but its `platform` is"
                f" {overlay.platform}",
            )
            yield self._over.problem(("platform",), says)
        for name in overlay.sources:
            if name in under["sources"]:
                says = Text(
                    zh=f"来源 {name} 已经有了，换个编号",
                    en=f"the rules already have a source {name}",
                )
                hint = Text(zh="自己的来源用自己的编号", en="give your own sources new ids")
                yield self._over.problem(("sources", name), says, hint)
        for name in overlay.procedures:
            if name not in under["procedures"]:
                says = Text(zh=f"没有流程 {name}", en=f"there is no procedure {name}")
                known = nearest(name, under["procedures"])
                yield self._over.problem(("procedures", name), says, known)
                continue
            for section in own["procedures"][name].keys() - {_NOT_ASKED}:
                yield from self._refused(own, under, name, section)

    def _refused(self, own: Any, under: Any, name: str, section: str) -> Iterator[Problem]:
        """Yield a problem for each entry in a section of procedure `name` that is not allowed.

        An entry may not use an id of another section, or weaken a rule without a reason.
        """
        sections = under["procedures"][name]
        known = {each["id"]: each for each in sections.get(section, ())}
        others = {
            each["id"]
            for other in _OwnProcedure.model_fields.keys() - {section, _NOT_ASKED}
            for each in sections.get(other, ())
        }
        # Keys that do not exist are refused when the merged file is read.
        keys = _keys(section) - _ABOUT
        for i, entry in enumerate(own["procedures"][name][section]):
            at: KeyPath = ("procedures", name, section, i)
            # An id is unique in a procedure, as references do not name the section.
            if entry["id"] in others:
                yield self._over.problem((*at, "id"), repeated(entry["id"]))
            elif entry["id"] not in known and entry.keys().isdisjoint(("says", "does")):
                says = Text(
                    zh=f"规则里没有 {entry['id']}；新加的要写 says 或 does",
                    en=f"the rules have no {entry['id']}; a new entry needs `says` or `does`",
                )
                yield self._over.problem((*at, "id"), says, nearest(entry["id"], known))
                continue
            reasoned = entry.get("reason") and entry.get("by")
            given = () if reasoned else (key for key in entry if key in keys)
            under_it = known.get(entry["id"])
            lenient = (key for key in given if not _is_free(key, entry, under_it, section))
            if key := next(lenient, None):
                yield self._over.problem((*at, key), _UNREASONED)

    def _lay(
        self, section: list[Any], at: KeyPath, i: int, entry: Any, places: Mapping[str, int]
    ) -> None:
        """Merge an overlay's entry into the entry of `section` with the same id, or append it.

        `places` maps the ids of the rules to indexes in `section`, which is changed in place; `at`
        is the key path of the section, `i` the index of the entry in the overlay.
        """
        known = places.get(entry["id"])
        under = section[known] if known is not None else None
        laid = {**(under or {}), **{k: v for k, v in entry.items() if k not in ("reason", "by")}}
        place = len(section) if known is None else known
        section[place : place + 1] = [_marked(laid, entry, added=under is None)]
        self._origins[*at, place] = (*at, i)

    def _append(self, under: Any, over: Any, at: KeyPath, section: str) -> None:
        """Append the items of list `section` in `over` to that in `under`; they have no ids."""
        for i, entry in enumerate(over.get(section, ())):
            kept = {k: v for k, v in entry.items() if k not in ("reason", "by")}
            listed = under.setdefault(section, [])
            self._origins[*at, section, len(listed)] = (*at, section, i)
            listed.append(_marked(kept, entry, added=True))


def _keys(section: str) -> set[str]:
    """Return the keys that an entry in a section of a procedure may have."""
    entry, _ = get_args(Procedure.model_fields[section].annotation)
    return {*entry.model_fields}


def _is_free(key: str, entry: Any, under: Any, section: str) -> bool:
    """Return whether an overlay may set `key` without a reason: no shop can look better by it.

    `under` is the entry of the rules with the same id, None for a new entry. New steps always need
    a reason: they mark work as done and pay out money.
    """
    if under is None:
        free = _NEW_IN_REQUIREMENTS if section == "requirements" else _NEW
        return section != "steps" and key in free
    # Being stricter, or repeating what the rules say, makes no shop look better.
    raised = key == "level" and entry[key] == Level.MUST
    return raised or key in _TEXTS or under.get(key) == entry[key]


def _marked(laid: Any, entry: Any, *, added: bool) -> Any:
    """Return a copy of the merged entry `laid`, marked as the seller's own: in texts and key `own`.

    `entry` is the entry as the overlay has it; `added` is true if the rules have none with its id.
    """
    reason, by = (str(entry[key]) if entry.get(key) else None for key in ("reason", "by"))
    why = f"{reason} — {by}" if reason and by else ""
    zh, en = ("自家规则", "own rule") if added else ("自家改动", "own change")
    marks = {
        "zh": f"（{zh}{'：' if why else ''}{why}）",
        "en": f" ({en}{': ' if why else ''}{why})",
    }
    marked = {**laid}
    for key in ("says", "does"):
        if isinstance(text := laid.get(key), dict):
            marked[key] = {lang: f"{words}{marks.get(lang, '')}" for lang, words in text.items()}
    if "level" in laid or "sources" in laid:  # an open question decides nothing
        marked["own"] = {"added": added, "reason": reason, "by": by}
    return marked
