"""Evaluate the shops of a fleet, in one or several processes, preserving their order.

Each shop is evaluated by the rules of the platform it names. Entries that cannot be used are
reported with their problems. Only a few batches are in memory at a time.
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
from shopexit.fleet.discover import Block, Lost, Piece
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
"""Size in bytes at which a batch, the work given to a process at once, is complete."""
_MANY = 64
"""Maximum number of blocks (parts of files) in a batch of work, even if the blocks are small."""
_AHEAD = 3
"""How many batches per process may be started before the oldest of them is finished."""


@record(kw_only=True)
class Task:
    """Options for evaluating many shops, and for rendering the results as text."""

    options: EvaluationOptions
    waive: bool = True
    """Whether waivers (exemptions from requirements, granted in state files) are applied."""
    platforms: frozenset[str] = frozenset()
    """Platforms to evaluate, all if empty; shops of other platforms are skipped."""
    how: ReadOptions = field(default_factory=ReadOptions)
    """Options for reading the order exports that state files name."""
    formats: tuple[str, ...] = ()
    """Names of the output formats; each shop that is shown is rendered in all of them."""
    only: frozenset[Status] = frozenset()
    """Statuses of the shops to show, all if empty; other shops still count in the totals."""
    sort: Sort = Sort.NEED
    full: bool = False
    """Whether JSON output has the full report of each shop instead of a summary."""
    waivers: bool = False
    """Whether outputs list the waivers of the shops instead of the shops."""
    compared: bool = False
    """Whether the shops are compared with an earlier run."""
    rules: Path | None = None
    overlay: Path | None = None

    @property
    def renderers(self) -> tuple[FleetRenderer, ...]:
        """Renderers of the output formats, in the order of `formats`."""
        return tuple(fleet_renderer(n, waivers=self.waivers, full=self.full) for n in self.formats)


@record(frozen=False)
class BatchDone:
    """Results of evaluating one batch of shops, or of several batches added up."""

    size: int = 0
    """Size of the evaluated data, in bytes."""
    totals: TotalsCounter = field(default_factory=TotalsCounter)
    rows: list[tuple[Key, tuple[Any, ...]]] = field(default_factory=list)
    """For each shop (or waiver): its sort key, and its rendering in each output format."""
    problems: list[Problem] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    """Summaries of all shops, for the comparison with an earlier run; empty without comparison."""


def evaluated_shop(piece: Piece, rules: RuleSet, task: Task, *, whole: bool = False) -> Shop | None:
    """Evaluate the data of one shop by the rules of the platform that they name.

    Returns None if the platform is not requested. Invalid data give a `Shop` with errors. `whole`
    adds the full report. Raises BrokenRulesError if the platform's rules are invalid.
    """
    try:
        evaluation = _evaluation(piece, rules, task)
        if evaluation is None:
            return None
        plan = make_plan(evaluation)
        file = clean(piece.file)
        return Shop(
            file=file,
            entry=piece.entry,
            summary=summarise(plan, file, piece.entry),
            report=build_report(plan, piece.entry) if whole else None,
            waivers=tuple(waivers(evaluation, file, piece.entry)) if task.waivers else (),
        )
    except BrokenRulesError:
        raise
    except ShopexitError as error:
        problems = tuple(map(piece.placed, error.problems))
        return Shop(file=piece.file, entry=piece.entry, problems=problems)


def _evaluation(piece: Piece, known: RuleSet, task: Task) -> Evaluation | None:
    document = yamlfile.parse(piece.raw, piece.file, piece.line)
    rules = platform_of(document, known)
    if task.platforms and rules.platform not in task.platforms:
        return None
    state = state_in(document, rules, (), task.how, task.options.on)
    if not task.waive:
        state = replace(state, waivers=())
    return evaluate(rules, state, task.options)


class _Worker:
    """Evaluates batches of shops in one process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._rules = open_rules(task.rules, task.overlay)
        self._renderers = task.renderers
        self._whole = any(renderer.whole for renderer in self._renderers)

    def __reduce__(self) -> tuple[type, tuple[Task]]:
        """Pickle only the options, as each spawned process loads the rules itself."""
        return type(self), (self._task,)

    def work(self, batch: Sequence[Block | Lost]) -> BatchDone:
        done = BatchDone()
        for block in batch:
            if isinstance(block, Lost):
                self._add(Shop(file=block.file, entry=None, problems=block.problems), done)
                continue
            done.size += len(block.raw)
            for piece in block.pieces():
                shop = evaluated_shop(piece, self._rules, self._task, whole=self._whole)
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
    """Evaluate shops in up to `jobs` processes; yield results by batch, in input order.

    Raises ShopexitError if the rules are invalid, or a worker process ends early.
    """
    worker = _Worker(task)
    batches = _batches(blocks)
    # In this process: invalid rules are reported at once, and small fleets start no others.
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
    """Start worker processes and yield a pipe to each; kill them on exit.

    Nothing is shared between processes, so that killing one leaves no lock that blocks the others.
    (`ProcessPoolExecutor` shares its queues: of a hundred runs in which one process was killed,
    three never ended.)
    """
    # Forking is cheap, shares the rules already loaded, and is safe here: no thread has been
    # started yet, as the progress bar waits for the first batch.
    context = get_context("fork") if sys.platform == "linux" else get_context("spawn")
    pipes: list[Connection] = []
    started: list[BaseProcess] = []
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, worker), daemon=True)
            process.start()
            started.append(process)
            theirs.close()  # so that the pipe closes when the process ends
            pipes.append(ours)
        yield pipes
    finally:
        for each in started:
            # Not terminate(): workers ignore SIGTERM.
            each.kill()
        for each in started:
            each.join()


def _in_order(
    batches: Iterator[Sequence[Block | Lost]], processes: Sequence[Connection]
) -> Iterator[BatchDone]:
    """Let each process work on one batch at a time; yield the results in order of the batches."""
    done: dict[int, BatchDone] = {}  # results by number of batch, until their turn
    turn = given = 0
    idle = list(processes)
    busy: dict[Connection, int] = {}
    more = True
    # Even with no process busy there may be batches left: they waited for the slow one.
    while more or busy or done:
        # While one slow batch delays the rest, only a limited number of results is kept waiting.
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
    except (OSError, EOFError):  # the process died before or while answering
        raise _gone() from None
    if isinstance(found, Exception):
        raise found
    return found


def _gone() -> ShopexitError:
    """Return the error for a worker process that has ended early."""
    says = Text(
        zh="有一个进程半路没了（内存不够？），少开几个 --jobs 再试",
        en="a worker process ended early, perhaps for lack of memory: try again with fewer --jobs",
    )
    return fail(says)


def _serve(pipe: Connection, worker: _Worker) -> None:
    """Evaluate batches received over a pipe; main function of a worker process."""
    # The parent kills its workers. If they also reacted to signals, the parent might notice that
    # they are gone before its own signal arrives, and report a crash.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, signal.SIG_IGN)
    # `daemon` is not enough: a parent that is killed ends no children. Its pipe does not close
    # either, as forked processes hold copies of its other end.
    Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()
    while True:
        batch = pipe.recv()
        try:
            pipe.send(worker.work(batch))
        except Exception as error:  # noqa: BLE001 - raised again by the parent
            # The traceback itself is lost when the exception is sent to the parent.
            error.add_note(traceback.format_exc())
            pipe.send(error)


def _end_after(parent: int) -> None:
    """Wait until the process with the id `parent` has ended, then end this process."""
    while os.getppid() == parent:
        time.sleep(1)
    # In a thread, sys.exit would end only the thread.
    os._exit(1)


def _batches(blocks: Iterable[Block | Lost]) -> Iterator[list[Block | Lost]]:
    """Group consecutive blocks into batches of limited size, each for one process at a time."""
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
