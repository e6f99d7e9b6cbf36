"""Load rule files: the facts, the calendar, and one file for each platform, found by its name."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path

from shopexit.files import validation
from shopexit.files import yaml as yamlfile
from shopexit.files.paths import is_folder
from shopexit.messages import Problem, ShopexitError, Text, fail, joined, nearest
from shopexit.rules.calendar import Calendar, CalendarFile
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

FACTS = "facts.yaml"
CALENDAR = "calendar.yaml"
SUFFIX = ".yaml"


class BrokenRulesError(ShopexitError):
    """Raised if a rule file, not the seller's state file, is invalid or missing."""


@contextmanager
def _blaming_the_rules() -> Iterator[None]:
    """Turn any ShopexitError that is raised in this context into a BrokenRulesError."""
    try:
        yield
    except ShopexitError as error:
        raise BrokenRulesError(error.problems) from None


def platform_in(
    document: yamlfile.Document, vocabulary: Vocabulary, calendar: Calendar
) -> Platform:
    """Return the rules in a parsed rule file; `vocabulary` are the facts they may refer to.

    Raises ShopexitError, with every problem and its line, if they are invalid.
    """
    return validation.validate(Platform, document, {"vocabulary": vocabulary, "calendar": calendar})


class RuleSet:
    """A folder of rule files, each read once, on first use.

    `overlay` is a folder of the seller's own rules; each file there changes the rules of the
    platform it is named after.
    """

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        self.folder, self.overlay = folder, overlay
        self._platforms: dict[str, Platform] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All facts, from facts.yaml. Raises BrokenRulesError if the file is missing or invalid."""
        with _blaming_the_rules():
            return validation.validate(Vocabulary, self.document(FACTS))

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of working days, from calendar.yaml in the folder or else the packaged one.

        The file is read on first use, which raises BrokenRulesError if it is invalid.
        """
        packaged = packaged_rules()
        # In the packaged rules a missing file is an error, as no other file can replace it.
        if self is packaged or (self.folder / CALENDAR).is_file():
            return Calendar(self.calendar_file)
        return packaged.calendar

    def calendar_file(self) -> CalendarFile:
        """Return the contents of calendar.yaml. Raises BrokenRulesError if it is invalid."""
        with _blaming_the_rules():
            return validation.validate(CalendarFile, self.document(CALENDAR))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the platforms with a rule file, sorted; kuaishou.yaml gives `kuaishou`.

        Raises BrokenRulesError if the folder is missing or has no platform, or if the folder
        `overlay` is empty or has a file whose name is not that of a platform.
        """
        files = _files(self.folder)
        names = {name for name in files if name.endswith(SUFFIX)} - {FACTS, CALENDAR}
        # Refused for every command: an empty handbook, table or list would look like an answer.
        if not names:
            says = Text(
                zh="文件夹里没有平台的规则；换一个，里面要有 kuaishou.yaml 这样的文件",
                en="the folder has no rule file of a platform, such as kuaishou.yaml: name another",
            )
            raise BrokenRulesError([Problem(says, str(self.folder), hint=_ending(files))])
        own = [name for name in _files(self.overlay) if _MEANT.search(name)] if self.overlay else []
        # A file that fits no platform would have no effect, and nobody would notice.
        stray = next((name for name in own if name not in names), None)
        if self.overlay and (stray or not own):
            says = Text(
                zh="自家规则的文件夹里至少要有一个文件，每个都和已有的平台同名，如 kuaishou.yaml",
                en="put at least one file into a folder of own rules, and name each file after a"
                " platform, such as kuaishou.yaml",
            )
            blamed = self.overlay / stray if stray else self.overlay
            raise BrokenRulesError([Problem(says, str(blamed), hint=_ending(own))])
        return tuple(sorted(name.removesuffix(SUFFIX) for name in names))

    def platform(self, name: str) -> Platform:
        """Return the rules of a platform, given its name or an alias such as 快手.

        Raises ShopexitError if there are no such rules, and BrokenRulesError if they are invalid
        or the folder is missing.
        """
        found = self.find(name)
        if found is None:
            raise self._unknown(name)
        return found

    def platforms(self, name: str | None = None) -> list[Platform]:
        """Return the rules of all platforms, or only of the platform `name` if given.

        Raises the same errors as `platform`.
        """
        return [self.platform(each) for each in ((name,) if name else self.names)]

    def find(self, name: str) -> Platform | None:
        """Return the rules of a platform, given its name or an alias; None if there are none.

        A file with that name is read alone; without such a file, all files are read to find the
        alias. Raises BrokenRulesError if a file is invalid.
        """
        if name in self._platforms:
            return self._platforms[name]
        if name in self.names:
            self._platforms[name] = self._read(name)
            return self._platforms[name]
        # Aliases are inside the files, so all of them must be read.
        for each in self.platforms():
            if name.casefold() in {word.casefold() for word in each.called}:
                self._platforms[name] = each
                return each
        return None

    def _unknown(self, name: str) -> ShopexitError:
        platforms = self.platforms()
        has = joined([each.name for each in platforms], "、", ", ")
        covered = Text(zh=f"现有：{has.zh}", en=f"there are rules for: {has.en}")
        if other := not_covered(name):
            says = Text(
                zh=f"{other.zh}的规则和别的平台不一样，这里还没有收",
                en=f"{other.en} has different rules, which shopexit does not cover",
            )
            return fail(says, covered)
        words = {word.casefold() for each in platforms for word in each.called}
        return fail(
            Text(zh=f"没有平台“{name}”的规则", en=f"there are no rules for '{name}'"),
            nearest(name.casefold(), words, covered),
        )

    @_blaming_the_rules()
    def _read(self, name: str) -> Platform:
        document = self.document(f"{name}{SUFFIX}")
        platform = platform_in(document, self.vocabulary, self.calendar)
        # References in state files begin with this name, and files are found by it.
        if platform.platform != name:
            says = Text(
                zh=f"文件名是 {name}，platform 却写着 {platform.platform}",
                en=f"`platform` must be {name}, as in the file's name, but is {platform.platform}",
            )
            raise ShopexitError([document.problem(("platform",), says)])
        return platform

    def document(self, name: str) -> yamlfile.Document:
        """Return a file of the folder, such as kuaishou.yaml, with the seller's rules merged in.

        Raises ShopexitError if the file is missing or invalid, or the seller's rules do not fit it.
        """
        under, own = self._document(name), self.own_document(name)
        if own is None:
            return under
        from shopexit.rules.overlay import LaidOver  # most runs have no overlay

        # Only a valid file is merged, so that what is wrong afterwards comes from the overlay.
        platform_in(under, self.vocabulary, self.calendar)
        return LaidOver(under, own)

    def own_document(self, name: str) -> yamlfile.Document | None:
        """Return the file `name` of the seller's own rules; None if there is no such file."""
        own = self.overlay / name if self.overlay else None
        return yamlfile.read(own) if own and own.is_file() else None

    def _document(self, name: str) -> yamlfile.Document:
        entry = self.folder / name
        if not entry.is_file():
            says = Text(
                zh="规则文件夹里没有这个文件", en="there is no such file in the rules folder"
            )
            raise fail(says, file=str(entry))
        return yamlfile.read(entry)


_NOT_COVERED = (
    ("天猫", "Tmall", "tmall.com", "天猫国际", "Tmall Global"),
    ("拼多多", "Pinduoduo", "pdd"),
    ("京东", "JD", "jd.com", "Jingdong"),
    ("闲鱼", "Xianyu", "Goofish"),
    ("微信小店", "Weixin shop", "WeChat shop", "视频号"),
    ("TikTok Shop", "TikTok Shop", "TikTok"),
    ("Shopee", "Shopee", "虾皮"),
    ("Lazada", "Lazada", "来赞达"),
    ("Temu", "Temu"),
    ("SHEIN", "SHEIN", "希音"),
    ("亚马逊", "Amazon"),
    ("eBay", "eBay"),
    ("阿里巴巴国际站", "Alibaba.com", "国际站", "阿里国际站"),
    ("速卖通半托管", "AliExpress semi-managed", "半托管"),
    ("微店", "Weidian"),
    ("有赞", "Youzan"),
    ("唯品会", "Vipshop", "vip.com"),
    ("得物", "Dewu", "Poizon"),
    ("美团", "Meituan"),
)
"""Marketplaces without a rule file: Chinese name, English name, aliases."""


def not_covered(name: str) -> Text | None:
    """Return the full name of a known marketplace that has no rules; None for any other name.

    Case is ignored, and so is 店 or "shop" at the end of `name`.
    """
    # People add the word for shop to names of marketplaces, as in 京东店.
    words = {name.casefold(), re.sub(r"[\s_-]*(?:店铺|小店|店|shop)$", "", name.casefold())}
    for zh, en, *others in _NOT_COVERED:
        if not words.isdisjoint(word.casefold() for word in (zh, en, *others)):
            return Text(zh=zh, en=en)
    return None


# Windows hides the ending of kuaishou.yaml.txt, so that it is not noticed.
_MEANT = re.compile(r"\.ya?ml(\.txt)?$", re.IGNORECASE)
"""Pattern of the end of a name that a rule file has, or was meant to have."""


def _files(folder: Path) -> list[str]:
    """Return the names of the files in a folder; raise BrokenRulesError if it is missing."""
    if not is_folder(folder):
        says = Text(zh="没有这个规则文件夹", en="the rules folder does not exist")
        raise BrokenRulesError([Problem(says, str(folder))])
    # Editors and the Finder leave files whose names begin with a dot.
    return sorted(entry.name for entry in folder.iterdir() if entry.name[0] != ".")


def _ending(files: Sequence[str]) -> Text | None:
    """Return the hint to rename a file such as kuaishou.yml; None if there is no such file."""
    wrong = (name for name in files if _MEANT.search(name) and not name.endswith(SUFFIX))
    if (name := next(wrong, None)) is None:
        return None
    right = f"{_MEANT.sub('', name)}{SUFFIX}"
    return Text(zh=f"{name} 要改名为 {right}", en=f"rename {name} to {right}")


@cache
def packaged_rules() -> RuleSet:
    """Return the rules that come with shopexit, from the installed package or a checkout."""
    # The wheel contains the rules under `data`; in a checkout they are beside `src`.
    package = Path(__file__).parents[1]
    installed, checkout = package / "data", package.parents[1] / "rules"
    return RuleSet(installed if installed.is_dir() else checkout)


def open_rules(folder: Path | None = None, overlay: Path | None = None) -> RuleSet:
    """Return the rules in `folder`, by default those that come with shopexit.

    `overlay` is a folder of the seller's own rules to apply on top. No file is read yet.
    """
    if folder or overlay:
        return RuleSet(folder or packaged_rules().folder, overlay)
    return packaged_rules()
