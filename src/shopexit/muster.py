"""All the shops of a fleet, judged in order by as many processes as are asked for.

What is held in memory is a few blocks of entries and what was found out about them, whatever the
number of shops.
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

from shopexit.change import Snapshot, Standing, of_brief, unusable
from shopexit.errors import Problem, fail
from shopexit.exports.wanted import Wanted
from shopexit.fleet import Key, Shop, Sort, Tally, key, standing, waiver_key
from shopexit.formats import FLEETS
from shopexit.intake import Block, Lost
from shopexit.rulebook import open_book
from shopexit.shops import Asked, Shelf, Shops
from shopexit.text import Text
from shopexit.waivers import ListedWaiver

_BATCH = 1 << 18
"""How many bytes of entries are judged at a time."""
_AHEAD = 3
"""How many batches a process has before it: enough not to wait, and few to hold."""


@dataclass(frozen=True)
class Task:
    """What is to be done with every shop."""

    asked: Asked
    formats: tuple[str, ...]
    """The outputs, each of which gets a part of every shop that is shown."""
    only: frozenset[Standing] = frozenset()
    """The shops to show, or all if there are none; all of them are counted."""
    sort: Sort = Sort.NEED
    waivers: bool = False
    """Whether each output has a part of every waiver, and not of every shop."""
    compared: bool = False
    """Whether the shops are to be compared with earlier ones."""
    rules: Path | None = None
    wanted: Wanted = field(default_factory=Wanted)


@dataclass
class Done:
    """What became of a batch."""

    size: int = 0
    tally: Tally = field(default_factory=Tally)
    rows: list[tuple[Key, tuple[str, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)


class _Worker:
    """Judges batches in one process."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._shops = Shops(Shelf(open_book(task.rules)), task.asked, task.wanted)
        self._renderers = [FLEETS[name] for name in task.formats]
        self._whole = any(renderer.whole for renderer in self._renderers)

    def work(self, batch: Sequence[Block | Lost]) -> Done:
        done = Done()
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

    def _add(self, shop: Shop, done: Done) -> None:
        task = self._task
        done.tally.add(shop)
        done.problems += shop.problems
        if task.compared:
            seen = of_brief(shop.brief) if shop.brief else unusable(shop.file, shop.entry)
            done.snapshots.append(seen)
        if task.only and standing(shop) not in task.only:
            done.tally.left_out += 1
            return
        if task.waivers:
            done.rows += ((waiver_key(each), self._parts(each)) for each in shop.waivers)
        else:
            done.rows.append((key(shop, task.sort), self._parts(shop)))

    def _parts(self, item: Shop | ListedWaiver) -> tuple[str, ...]:
        lang = self._task.asked.lang
        return tuple(renderer.part(item, lang) for renderer in self._renderers)


_worker: _Worker | None = None


def _begin(task: Task) -> None:
    # The one that began it stops it, and waits for it. Were it to end by itself while it hands over
    # what it found, the rest of that would be waited for without end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()
    _ready(task)


def _end_after(parent: int) -> None:
    """End this process when the one that began it has ended, however that was."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _ready(task: Task) -> _Worker:
    """Return what judges in this process; one that was forked has it, with its rules, already."""
    global _worker  # noqa: PLW0603 - a process of a pool has nowhere else to keep it
    if _worker is None:
        _worker = _Worker(task)
    return _worker


def _work(batch: Sequence[Block | Lost]) -> Done:
    if _worker is None:
        raise RuntimeError(batch)  # _begin comes first
    return _worker.work(batch)


def judged(blocks: Iterable[Block | Lost], task: Task, jobs: int) -> Iterator[Done]:
    """Yield what became of the entries, batch by batch, in their order.

    Raises ShopexitError if the rules cannot be used, or a process ends before its work is done.
    """
    global _worker  # noqa: PLW0603 - what this process has, those that it forks have too
    _worker = None
    worker = _ready(task)
    batches = _batches(blocks)
    first = next(batches, [])
    if jobs == 1:
        for batch in chain([first], batches):
            yield worker.work(batch)
        return
    yield from _shared(worker.work(first), batches, task, jobs)


def _shared(
    first: Done, batches: Iterator[Sequence[Block | Lost]], task: Task, jobs: int
) -> Iterator[Done]:
    """Yield what became of a first batch, and of the others, which several processes share."""
    second = next(batches, None)
    if second is None:
        yield first
        return
    # Forking, which costs next to nothing, is safe here: no thread has been started yet, not even
    # by a bar, which waits for the first batch. What the first shops made us load is shared.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(jobs, context, _begin, (task,))
    try:
        started = pool.submit(_work, second)
        yield first
        yield from _in_order(pool, started, batches, jobs)
    except BrokenProcessPool:
        says = Text(
            zh="有一个进程半路没了（内存不够？），少开几个 --jobs 再试",
            en="a process ended before its work was done (out of memory?): try fewer --jobs",
        )
        raise fail(says) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor,
    started: Future[Done],
    batches: Iterator[Sequence[Block | Lost]],
    jobs: int,
) -> Iterator[Done]:
    ahead = deque([started])
    for batch in batches:
        ahead.append(pool.submit(_work, batch))
        if len(ahead) > jobs * _AHEAD:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


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


_MANY = 64
"""How many entries make a batch, be they ever so small."""
