"""The shops of a fleet, judged one by one, here or in several processes; their order is kept.

Each is judged by the rules of the platform that it names. An entry that cannot be used is told with
its problems. What is held in memory is a few batches of entries and their results, whatever the
number of shops.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import Evaluation, evaluate
from shopexit.files import yaml as yamlfile
from shopexit.fleet.discover import STDIN_NAME, Block, Lost, Piece
from shopexit.fleet.sort_order import Key, Sort, key, waiver_key
from shopexit.formats import FleetRenderer, fleet_renderer
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Problem, ShopexitError, Text, clean, fail, record
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.report.summary import Listed, Status, summarise
from shopexit.report.totals import Shop, TotalsCounter
from shopexit.report.waivers import waivers
from shopexit.rules.loader import BrokenRulesError, RuleSet, open_rules

_BATCH = 1 << 18
"""How many bytes of entries make a batch."""
_MANY = 64
"""How many entries make a batch, be they ever so small."""
_AHEAD = 3
"""How many batches are handed out for each process: enough not to wait, and few to hold."""


@record()
class Asked:
    """How the shops of a fleet are judged."""

    options: EvaluationOptions
    waive: bool = True
    """Whether what is waived counts as that."""
    platforms: frozenset[str] = frozenset()
    """The platforms to judge, or all if there are none; the shops of others are passed over."""
    how: ReadOptions = field(default_factory=ReadOptions)
    """How the exports that they name are read."""


@record(kw_only=True)
class Task(Asked):
    """What is to be done with every shop, besides judging it."""

    formats: tuple[str, ...]
    """The outputs, each of which gets an item of every shop that is shown."""
    only: frozenset[Status] = frozenset()
    """The shops to show, or all if there are none; all of them are counted."""
    sort: Sort = Sort.NEED
    full: bool = False
    """Whether JSON has whole reports in place of summaries."""
    waivers: bool = False
    """Whether each output has an item of every waiver, and not of every shop."""
    compared: bool = False
    """Whether the shops are to be compared with earlier ones."""
    rules: Path | None = None
    overlay: Path | None = None

    @property
    def renderers(self) -> tuple[FleetRenderer, ...]:
        """The formats of the outputs."""
        return tuple(fleet_renderer(n, waivers=self.waivers, full=self.full) for n in self.formats)


@record(frozen=False)
class BatchDone:
    """The results of a batch."""

    size: int = 0
    """How many bytes of entries it was."""
    totals: TotalsCounter = field(default_factory=TotalsCounter)
    rows: list[tuple[Key, tuple[Any, ...]]] = field(default_factory=list)
    """For each shop, or waiver, what it is sorted by and its item for each output."""
    problems: list[Problem] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    """All of the shops, if they are to be compared."""


class Shops:
    """Judges entry by entry."""

    def __init__(self, rules: RuleSet, asked: Asked) -> None:
        self._rules = rules
        self._asked = asked

    def shop(self, piece: Piece, *, whole: bool = False, listed: bool = False) -> Shop | None:
        """Return what is found out about an entry; None if it is of a platform not asked for.

        Raises BrokenRulesError if the rules it asks for cannot be used.

        Its report is worked out only if the `whole` is wanted, and its waivers if they are to be
        `listed`.
        """
        try:
            evaluation = self._evaluation(piece)
            if evaluation is None:
                return None
            plan = make_plan(evaluation)
            file = clean(piece.file)
            return Shop(
                file=file,
                entry=piece.entry,
                summary=summarise(evaluation, plan, file, piece.entry),
                report=build_report(evaluation, plan, piece.entry) if whole else None,
                waivers=tuple(waivers(evaluation, file, piece.entry)) if listed else (),
            )
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            problems = tuple(_placed(problem, piece) for problem in error.problems)
            return Shop(file=piece.file, entry=piece.entry, problems=problems)

    def _evaluation(self, piece: Piece) -> Evaluation | None:
        document = yamlfile.parse(piece.raw, piece.file, piece.line)
        rules = platform_of(document, self._rules)
        asked = self._asked
        if asked.platforms and rules.platform not in asked.platforms:
            return None
        folder = Path() if piece.file == STDIN_NAME else Path(piece.file).parent
        state = state_in(document, rules, folder, (), asked.how, asked.options.on)
        if not asked.waive:
            state = replace(state, waivers=())
        return evaluate(rules, state, asked.options)


def _placed(problem: Problem, piece: Piece) -> Problem:
    """Return a problem with the place of its entry, where it does not have one."""
    if problem.file:
        return problem
    line = piece.line if piece.entry else None
    return replace(problem, file=clean(piece.file), line=line)


class _Worker:
    """Evaluates batches in one process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._shops = Shops(open_rules(task.rules, task.overlay), task)
        self._renderers = task.renderers
        self._whole = any(renderer.whole for renderer in self._renderers)

    def __reduce__(self) -> tuple[type, tuple[Task]]:
        """A process that is not forked makes its own, rules and all."""
        return type(self), (self._task,)

    def work(self, batch: Sequence[Block | Lost]) -> BatchDone:
        done = BatchDone()
        for block in batch:
            if isinstance(block, Lost):
                self._add(Shop(file=block.file, entry=None, problems=block.problems), done)
                continue
            done.size += len(block.raw)
            for piece in block.pieces():
                shop = self._shops.shop(piece, whole=self._whole, listed=self._task.waivers)
                if shop:
                    self._add(shop, done)
        return done

    def _add(self, shop: Shop, done: BatchDone) -> None:
        task = self._task
        done.totals.add(shop)
        done.problems += shop.problems
        if task.compared:
            done.listed.append(shop.listed)
        if task.only and shop.status not in task.only:
            done.totals.left_out += 1
        elif task.waivers:
            done.rows += ((waiver_key(each), self._items(each)) for each in shop.waivers)
        else:
            done.rows.append((key(shop, task.sort), self._items(shop)))

    def _items(self, each: Any) -> tuple[Any, ...]:
        lang = self._task.options.lang
        return tuple(renderer.item(each, lang) for renderer in self._renderers)


def evaluated(blocks: Iterable[Block | Lost], task: Task, jobs: int) -> Iterator[BatchDone]:
    """Yield the results of the entries, batch by batch, in their order.

    Raises ShopexitError if the rules cannot be used, or a process ends before its work is done.
    """
    worker = _Worker(task)
    batches = _batches(blocks)
    first = worker.work(next(batches, []))
    second = next(batches, None) if jobs > 1 else None
    if second is None:
        yield first
        yield from map(worker.work, batches)
        return
    with _processes(worker, jobs) as processes:
        yield first
        yield from _in_order(chain([second], batches), processes)


@contextmanager
def _processes(worker: _Worker, jobs: int) -> Iterator[list[Connection]]:
    """Start processes that evaluate, and yield the pipe to each; they are killed on leaving.

    Each has a pipe of its own and nothing is shared, so that one that is killed, whatever it was
    about, leaves no lock behind that another waits for. (`ProcessPoolExecutor` shares its queues:
    of a hundred runs in which one process was killed, three never ended.)
    """
    # Forking, which costs next to nothing, is safe here: no thread has been started yet, not even
    # by a bar, which waits for the first batch. What the first shops made us load is shared.
    context = get_context("fork") if sys.platform == "linux" else get_context("spawn")
    ways: list[Connection] = []
    started: list[BaseProcess] = []
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, worker), daemon=True)
            process.start()
            started.append(process)
            theirs.close()  # so that its end is the end of the pipe
            ways.append(ours)
        yield ways
    finally:
        for each in started:
            each.kill()
        for each in started:
            each.join()


def _in_order(
    batches: Iterator[Sequence[Block | Lost]], processes: Sequence[Connection]
) -> Iterator[BatchDone]:
    """Yield the results of the batches, of which each process has one at a time."""
    done: dict[int, BatchDone] = {}  # by the number of the batch, until it is its turn
    turn = given = 0
    idle = list(processes)
    busy: dict[Connection, int] = {}
    more = True
    # With nobody busy there may be more to give: it waited for the slow one that held all others.
    while more or busy or done:
        # One slow batch lets the others run ahead only so far: what they find is held meanwhile.
        while more and idle and given - turn <= _AHEAD * len(processes):
            batch = next(batches, None)
            if batch is None:
                more = False
                break
            process = idle.pop()
            _send(process, batch)
            busy[process] = given
            given += 1
        while turn in done:
            yield done.pop(turn)
            turn += 1
        ready = set(wait(busy)) if busy else set()
        for process in [each for each in busy if each in ready]:
            done[busy.pop(process)] = _received(process)
            idle.append(process)


def _send(process: Connection, batch: Sequence[Block | Lost]) -> None:
    try:
        process.send(batch)
    except OSError:
        raise _gone() from None


def _received(process: Connection) -> BatchDone:
    try:
        found: BatchDone | Exception = process.recv()
    except (OSError, EOFError):  # it came to no answer, or to a part of one
        raise _gone() from None
    if isinstance(found, Exception):
        raise found
    return found


def _gone() -> ShopexitError:
    says = Text(
        zh="有一个进程半路没了（内存不够？），少开几个 --jobs 再试",
        en="a process ended before its work was done (out of memory?): try fewer --jobs",
    )
    return fail(says)


def _serve(way: Connection, worker: _Worker) -> None:
    """Evaluate the batches that come, in a process of its own."""
    # The one that began it ends it. Were it stopped with all the others, the one that began it
    # might see that it is gone before it hears that all is to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()
    while True:
        batch = way.recv()
        try:
            way.send(worker.work(batch))
        except Exception as error:  # noqa: BLE001 - raised again by the one that began it
            error.add_note(traceback.format_exc())
            way.send(error)


def _end_after(parent: int) -> None:
    """End this process when the one that began it has ended, however that was."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _batches(blocks: Iterable[Block | Lost]) -> Iterator[list[Block | Lost]]:
    batch: list[Block | Lost] = []
    size = 0
    for block in blocks:
        batch.append(block)
        size += len(block.raw) if isinstance(block, Block) else 0
        if size >= _BATCH or len(batch) >= _MANY:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
