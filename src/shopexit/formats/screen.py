"""A report on one terminal screen: verdict, dates, what to do today, obstacles.

If there is little room, the table of obstacles is cut first, then what to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.text import Text as Styled

from shopexit.evaluation.evaluate import APPLIED, Outcome, Verdict
from shopexit.evaluation.known_trouble import TROUBLE
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.files.paths import as_typed
from shopexit.formats import RenderOptions, screen_rows, sentences, todo, words
from shopexit.formats.issues import file_of
from shopexit.formats.terminal import NARROW, ROOM, columns, folded, harmless, heading, printed
from shopexit.messages import Wording, record
from shopexit.plan.actions import Phase
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction

_LEAST = 4  # lines of a table with one row, and a blank line before
_NAMES = 2  # lines of a table that only names its rows, with a blank line before
_NAMED = 4  # figures to look up that are named
_ENDLESS = 10_000  # width at which no line is cut
_LOUD = frozenset(
    (
        "overdue", "rejected", "state-of-month", "orders-overtaken", "waiver-lapsed",
        "waiver-unmatched", "answer-unmatched", "answer-unused", "done-unmatched",
        "done-not-a-step", "applied-unmet", "applied-disputed", "money-out", "applied-unclear",
        "impossible",
    )
)  # fmt: skip
"""Codes of warnings that are shown in full, like those that prevent READY; others are counted."""


def report(shown: Report, layout: RenderOptions) -> str:
    """Return a report as text for one terminal screen, as wide as the terminal."""
    return _Screen(shown, layout.width or 80, layout.again).rendered(color=layout.color)


def quiet(shown: Report, layout: RenderOptions) -> str:
    """Return one line: the verdict, its reason, and a note if the user's own rules were applied."""
    line = _Screen(shown, _ENDLESS).verdict_line(color=layout.color)
    return "   ".join((line, *(says[shown.lang] for says in sentences.own_rules(shown)))) + "\n"


_Told: TypeAlias = tuple[list[Styled], list[Styled]]
"""A text, such as a task, with few lines, cut if it is long, and as a whole."""


@record()
class _Screen:
    shown: Report
    width: int
    again: str = ""

    @property
    def say(self) -> Wording:
        return Wording(self.shown.lang)

    @cached_property
    def _acts(self) -> Sequence[ReportedAction]:
        return [*todo.today(self.shown)]

    @cached_property
    def _rows(self) -> screen_rows.Rows:
        return screen_rows.rows(self.shown)

    @cached_property
    def _notes(self) -> Sequence[_Told]:
        """Each known trouble of this shop, with what to do about it."""
        told = list[_Told]()
        for note in todo.beforehand(self.shown):
            text = note[self.shown.lang].rstrip("。.")
            whole = [*self._folded("! ", text, "yellow")]
            cut = [*self._folded("! ", self._whole(text, 2 * self.width), "yellow")]
            told.append((whole if self._narrow else cut, whole))
        return told

    def rendered(self, *, color: bool) -> str:
        """Return the whole screen as text."""
        above = [self._head(), *self._badge(), *self._days()]
        head, waits = list(self._today()), list(self._waits())
        tasks, asked = list(self._tasks()), list(self._questions())
        least = len(head) + len(waits) + _lines((*tasks, *asked))
        room = ROOM - len(above) - least - len([*self._foot(0)])
        loud = self._loud(room - _lines(self._notes[:1]))
        known, hidden = self._known(room - len(loud))
        above += [*chain(*known), *loud]
        foot = list(self._foot(hidden))
        room = ROOM - len(above) - len(foot)
        # On a narrow terminal tasks are whole sentences: better to scroll than to miss one.
        if self._narrow:
            room = max(room, least + _LEAST)
        # The table gives way to what is to be done, but for a line that names its rows.
        kept = _NAMES if self._rows.rows and not self.shown.plan.next else 0
        acts = [*head, *chain(*_as_whole(tasks, room - least - kept))]
        most = room - len(asked) - len(waits)
        if len(acts) > most:
            acts[most - 1 :] = [self._more(len(acts) - most + 1)]
        acts += [*chain(*_as_whole(asked, most - len(acts) - kept)), *waits]
        blank = [Styled()] if acts and len(acts) < room else []
        rest = room - len(acts) - len(blank)
        parts = (*above, *blank, *acts, *self._table(rest), *foot)
        return printed(parts, self.width, color=color)

    def _more(self, left: int) -> Styled:
        return self._line(
            (self.say(f"   还有 {left} 项：加 -v", f"   -v shows {left} more"), "dim")
        )

    def verdict_line(self, *, color: bool) -> str:
        """Return verdict and reason as text, without a newline."""
        return printed(self._badge(), self.width, color=color).strip()

    def _line(self, *parts: tuple[str, str], indent: int = 0) -> Styled:
        """Return a line made of (text, style) parts, cut at the width of the terminal."""
        line = Styled(" " * indent, no_wrap=True)
        for text, style in parts:
            line.append(harmless(text), style)
        line.truncate(self.width, overflow="ellipsis")
        return line

    def _whole(self, sentence: str, room: int) -> str:
        """Return a text without its last full stop if that fits into `room`, else its beginning."""
        whole = sentence.rstrip("。.")
        return whole if cell_len(whole) <= room else sentences.first_part(sentence)

    def _folded(self, lead: str, text: str, style: str = "") -> Iterator[Styled]:
        return folded(lead, text, self.width, style)

    def _item(self, lead: str, text: str) -> Iterable[Styled]:
        """Return one line, or the whole text on a narrow terminal."""
        if self._narrow:
            return self._folded(lead, text)
        return [self._line((f"{lead}{self._whole(text, self.width - len(lead))}", ""))]

    @property
    def _narrow(self) -> bool:
        return self.width < NARROW

    def _head(self) -> Styled:
        shown = self.shown
        lang = shown.lang
        parts = (shown.shop, shown.platform_name[lang], sentences.names(shown)[lang])
        return heading(" · ".join(filter(None, parts)), str(shown.on), self.width)

    def _badge(self) -> Iterator[Styled]:
        """Yield the verdict and its reason: one line, more on a narrow terminal."""
        shown, lang = self.shown, self.shown.lang
        verdict = f"{words.MARKS[shown.verdict]} {words.VERDICTS[shown.verdict][lang]}"
        style = f"bold {words.STYLES[shown.verdict]}"
        if shown.verdict in APPLIED:
            told = sentences.how_far(shown)[lang]
        else:
            counted, checked = sentences.found(shown), shown.checked
            if not counted and shown.verdict is Verdict.UNDETERMINED:
                counted = sentences.unsettled(shown)
            rests_on = ((Outcome.MET, checked.met), (Outcome.WAIVED, checked.waived))
            parts = [counted[lang]] if counted else []
            parts += [sentences.number_of(*each)[lang] for each in rests_on if each[1]]
            told = self.say("，", ", ").join(parts)
        if self._narrow:
            yield self._line((verdict, style), indent=1)
            yield from self._folded("   ", told) if told else ()
        else:
            yield self._line((verdict, style), (f"   {told}", ""), indent=1)

    def _days(self) -> Iterator[Styled]:
        """Yield lines with the key dates (apply, done, first money) and the totals of money."""
        told = [*screen_rows.key_figures(self.shown)]
        # What has no reason after it may be longer than the column.
        name = max((cell_len(each[0]) for each in told), default=0)
        day = max((cell_len(each[1]) for each in told if each[2]), default=0)
        for stage_, when, why in told:
            if self._narrow:
                yield from self._folded(f"{set_cell_size(stage_, name)}  ", when)
                yield from self._folded(" " * 4, why, "dim") if why else ()
                continue
            yield self._line(
                (set_cell_size(stage_, name), "dim"),
                (f"  {set_cell_size(when, day) if why else when}", "bold"),
                (f"   {why}" if why else "", "dim"),
            )

    def _known(self, room: int) -> tuple[list[list[Styled]], int]:
        """Return the lines of each known trouble of this shop, and the number of those left out.

        They give way to what is to be done, but for the first. Where there is no room for the whole
        text, which ends in what to do about it, its beginning is shown.
        """
        told = [*self._notes]
        while len(told) > 1 and _lines(told) > room and not self._narrow:
            told.pop()
        # The first may take the place of the table, the others leave it some lines.
        shown = _as_whole(told, room - _lines(told), self._rows.room)
        return [*shown], len(self._notes) - len(told)

    def _loud(self, room: int) -> list[Styled]:
        """Return the lines of the warnings that bear on the verdict: cut where there is no room."""
        # An overdue verdict has this warning as its reason already.
        quiet = {"overdue"} if self.shown.verdict is Verdict.OVERDUE else set()
        loud = (w.says for w in self.shown.warnings if _is_loud(w) and w.code not in quiet)
        told = list[_Told]()
        for says in loud:
            whole = [*self._folded("! ", says[self.shown.lang], "yellow")]
            cut = self._line((f"! {says[self.shown.lang]}", "yellow"))
            told.append((whole if self._narrow else [cut], whole))
        return [*chain(*_as_whole(told, room - _lines(told)))]

    def _today(self) -> Iterator[Styled]:
        """Yield lines: what to do today, or else what comes first."""
        say, lang = self.say, self.shown.lang
        if self._acts:
            yield self._line((say("今天就做", "Today"), "bold"))
            return
        look_up = [row[0] for row in screen_rows.to_look_up(self.shown)]
        later = todo.later(self.shown)
        if look_up and self.shown.verdict is Verdict.BLOCKED:
            more = "" if len(look_up) <= _NAMED else say("等", " and others")
            names = say("、", ", ").join(look_up[:_NAMED])
            asks = say(f"今天先查：{names}{more}", f"Look up today: {names}{more}")
            yield from self._folded("", f"{asks}{say('；', '; ')}{later[lang]}" if later else asks)
        elif later:
            nothing = say("今天没有要做的；", "Nothing for today; ")
            yield from self._folded("", f"{nothing}{later[lang]}")

    def _tasks(self) -> Iterator[_Told]:
        """Yield what to do today, numbered."""
        lang = self.shown.lang
        tasks = (a for a in self._acts if a.phase is not Phase.FIND_OUT)
        for number, action in enumerate(tasks, start=1):
            does, lead = todo.act(action)[lang], f"{number:>2} "
            if self._narrow:
                short = [*self._folded(lead, sentences.first_part(does))]
                yield short, short
                continue
            figures = todo.remark_on(action, self.shown)
            about = f"  {screen_rows.this_year(figures[lang], self.shown)}" if figures else ""
            # A long sentence is cut before the figures that it is about.
            room = max(self.width - cell_len(about), self.width // 2) - len(lead)
            told, text = self._whole(does, room), does.rstrip("。.")
            # What is left out, be it a clause or the end of one, is not passed over in silence.
            if told != text or cell_len(told) > room:
                told = f"{set_cell_size(told, min(cell_len(told), room - 1))}…"
            *lines, last = self._folded(lead, text)
            if last.cell_len + cell_len(about) > self.width:
                lines, last = [*lines, last], self._line((" ", ""))
            whole = [*lines, last.append(about, "dim")]
            yield [self._line((f"{lead}{told}", ""), (about, "dim"))], whole

    def _questions(self) -> Iterator[_Told]:
        """Yield what to ask the platform, marked `?`."""
        for action in self._acts:
            if action.phase is Phase.FIND_OUT:
                asks = todo.act(action)[self.shown.lang]
                yield [*self._item(" ? ", asks)], [*self._folded(" ? ", asks.rstrip("。."))]

    def _waits(self) -> Iterator[Styled]:
        """Yield what to do on a later day, and as one sentence what others have to do, if any."""
        say, lang = self.say, self.shown.lang
        if self._acts and (later := todo.later(self.shown)):
            yield from self._folded("   ", later[lang])
        waits = [sentences.first_part(a.does[lang]) for a in todo.waiting(self.shown)]
        if waits:
            told = f"{words.UP_TO_OTHERS[lang]}{say('：', ': ')}{' · '.join(waits)}"
            yield from self._folded("   ", told, "dim")

    def _table(self, room: int) -> Iterator[RenderableType]:
        """Yield a table of at most `room` lines: next actions, obstacles, facts, or questions."""
        say, heads, rows = self.say, self._rows.heads, self._rows.rows
        if not rows or room <= 1:
            return
        fits = room - _LEAST + 1
        is_small = fits < min(len(rows), 2)
        # What is next for orders is named above, for today, as far as it can be.
        if is_small and self.shown.plan.next:
            return
        yield Styled()
        if is_small:
            # A table would only have room to say how many rows are left out, so names are listed.
            either = screen_rows.EITHER[self.shown.lang]
            names = say("、", ", ").join(dict.fromkeys(row[0].removeprefix(either) for row in rows))
            yield self._line((f"{heads[0]}{say('：', ': ')}", "bold"), (names, ""))
            return
        if self._narrow or not heads[1]:
            yield from self._listed(rows, heads[0], fits)
            return
        # Two rows share a line only if they must: texts have half the room then.
        beside = 2 if len(rows) > fits and self._rows.in_pairs else 1
        fits *= beside
        # The last line is for the number of rows left out.
        if len(rows) > fits:
            fits -= beside
        yield columns(rows[:fits], heads, beside, self._rows.shares)
        if len(rows) > fits:
            yield self._more(len(rows) - fits)

    def _listed(
        self, rows: Sequence[tuple[str, str, str]], title: str, most: int
    ) -> Iterator[Styled]:
        """Yield up to `most` rows as sentences: questions, or columns on a narrow terminal."""
        yield Styled(title, "bold")
        for row in rows[:most]:
            told = " · ".join(cell for cell in row if cell)
            yield from self._item("- ", told)
        if len(rows) > most:
            yield self._more(len(rows) - most)

    def _foot(self, hidden: int) -> Iterator[Styled]:
        """Yield the last lines; `hidden` is the number of warnings that had no room."""
        say = self.say
        steps = len(self.shown.plan.actions)
        # Trouble is shown above too, but for what is hidden.
        notes = sum(not (_is_loud(w) or w.code == TROUBLE) for w in self.shown.warnings) + hidden
        told = say(
            f"全部 {steps} 步、依据、不同说法：加 -v · 网页：-o html=plan.html",
            f"-v shows all steps ({steps}) and sources; -o html=plan.html writes a page",
        )
        # `ask` writes the answers to the file, which standard input is not.
        file, lacks = self.shown.file, any(screen_rows.to_look_up(self.shown))
        if self.shown.verdict is Verdict.UNDETERMINED and lacks and file_of(file):
            command = f"shopexit ask {as_typed(file)}{self.again}"
            asks = say(f"一个一个问我：{command}", f"one question at a time: {command}")
            yield from self._folded("", asks)
        yield from self._folded("", told, "dim")
        more = ""
        if notes:
            more = say(
                f"还有 {notes} 条注意没显示；", f"{sentences.some(notes, 'note')} not shown; "
            )
        end = say(
            "以平台后台和客服答复为准，不是法律意见",
            "the platform decides; this is not legal advice",
        )
        yield from self._folded("", f"{more}{end}", "dim")


def _is_loud(warning: ResultWarning) -> bool:
    """Return whether a warning bears on the verdict; known trouble is shown apart."""
    return warning.code in _LOUD or (warning.prevents_ready and warning.code != TROUBLE)


def _lines(told: Iterable[_Told]) -> int:
    return sum(len(short) for short, _ in told)


def _as_whole(told: Sequence[_Told], spare: int, kept: int = 0) -> Iterator[list[Styled]]:
    """Yield the lines of texts: the whole of each for which the `spare` lines suffice.

    All but the first leave `kept` of these lines free.
    """
    for i, (short, whole) in enumerate(told):
        more = len(whole) - len(short)
        fits = more <= spare - (kept if i else 0)
        yield whole if fits else short
        spare -= more if fits else 0
