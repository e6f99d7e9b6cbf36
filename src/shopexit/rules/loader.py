"""The rule files: a vocabulary of facts, a calendar, and a file a platform, found by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path

from shopexit.files import validation
from shopexit.files import yaml as yamlfile
from shopexit.files.paths import is_folder
from shopexit.messages import Problem, ShopexitError, Text, fail, nearest
from shopexit.rules.calendar import Calendar, CalendarFile
from shopexit.rules.overlay import LaidOver
from shopexit.rules.platform import Platform, platform_in
from shopexit.rules.vocabulary import Vocabulary

FACTS = "facts.yaml"
CALENDAR = "calendar.yaml"
SUFFIX = ".yaml"


class BrokenRulesError(ShopexitError):
    """A rule file cannot be used, which is no fault of the shop that asks for it."""


@contextmanager
def _blaming_the_rules() -> Iterator[None]:
    try:
        yield
    except ShopexitError as error:
        raise BrokenRulesError(error.problems) from None


class RuleSet:
    """A folder of rule files. Each is read when it is first asked for, and once.

    On those of its platforms for which the folder `overlay` has a file, that is laid.
    """

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        self.folder, self.overlay = folder, overlay
        self._platforms: dict[str, Platform] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of facts that all platforms share; BrokenRulesError if it is broken."""
        with _blaming_the_rules():
            return validation.validate(Vocabulary, self.document(FACTS))

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of working days: the packaged one where the folder has none of its own.

        The file is read when it is first asked for a day, which raises BrokenRulesError if it is
        broken.
        """
        packaged = packaged_rules()
        if self is packaged or (self.folder / CALENDAR).is_file():
            return Calendar(self.calendar_file)
        return packaged.calendar

    def calendar_file(self) -> CalendarFile:
        """Return the folder's own calendar; raise BrokenRulesError if it cannot be used."""
        with _blaming_the_rules():
            return validation.validate(CalendarFile, self.document(CALENDAR))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the platforms that have a rule file, sorted.

        Raises BrokenRulesError if there is no such folder.
        """
        names = set(_names(self.folder)) - {FACTS, CALENDAR}
        own = _names(self.overlay) if self.overlay else []
        if self.overlay and not (own and names.issuperset(own)):
            says = Text(
                zh="这里的每个文件都要和已有的平台同名，至少有一个",
                en="every file here has the name of a platform that there is, and one is there",
            )
            raise BrokenRulesError([Problem(says, str(self.overlay))])
        return tuple(sorted(name.removesuffix(SUFFIX) for name in names))

    def platform(self, name: str) -> Platform:
        """Return the rules of a platform, by its name or an alias such as 快手.

        Only the file of that name is read; the others are for their aliases alone, and only if no
        file has the name. Raises ShopexitError if there are no such rules, and BrokenRulesError if
        they, or the folder, cannot be used.
        """
        if name not in self._platforms:
            self._platforms[name] = self._load(name) if name in self.names else self._called(name)
        return self._platforms[name]

    def _called(self, alias: str) -> Platform:
        known: dict[str, str] = {}
        for name in self.names:
            platform = self.platform(name)
            known |= {each.casefold(): name for each in (name, *platform.aliases)}
            if alias.casefold() in known:
                return platform
        if other := _NOT_COVERED.get(alias.casefold()):
            names = [self.platform(name).name for name in self.names]
            has = Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
            says = Text(
                zh=f"{other.zh}的规则和别的平台不一样，这里还没有收",
                en=f"{other.en} has rules of its own, which are not covered here",
            )
            raise fail(says, Text(zh=f"有的是：{has.zh}", en=f"covered are: {has.en}"))
        raise fail(
            Text(zh=f"没有平台“{alias}”的规则", en=f"there are no rules for '{alias}'"),
            nearest(alias, known),
        )

    def _load(self, name: str) -> Platform:
        with _blaming_the_rules():
            return self._read(name)

    def _read(self, name: str) -> Platform:
        document = self.document(f"{name}{SUFFIX}")
        platform = platform_in(document, self.vocabulary, self.calendar)
        if platform.platform != name:
            says = Text(
                zh=f"文件名是 {name}，platform 却写着 {platform.platform}",
                en=f"the file is named {name}, but its platform is {platform.platform}",
            )
            raise ShopexitError([document.problem(("platform",), says)])
        return platform

    def document(self, name: str) -> yamlfile.Document:
        """Return what stands in a file of the folder, with what is laid over it.

        Raises ShopexitError if it cannot be read, and if what is laid over it cannot be.
        """
        under, own = self._document(name), self.own_document(name)
        if own is None:
            return under
        platform_in(under, self.vocabulary, self.calendar)
        return LaidOver(under, own)

    def own_document(self, name: str) -> yamlfile.Document | None:
        """Return what is laid over a file; None if nothing is."""
        own = self.overlay / name if self.overlay else None
        return yamlfile.read(own) if own and own.is_file() else None

    def _document(self, name: str) -> yamlfile.Document:
        entry = self.folder / name
        if not entry.is_file():
            says = Text(zh="规则文件夹里没有这个文件", en="the rules folder has no such file")
            raise fail(says, file=str(entry))
        return yamlfile.read(entry)


_TMALL, _PINDUODUO = Text(zh="天猫", en="Tmall"), Text(zh="拼多多", en="Pinduoduo")
_JD, _XIANYU = Text(zh="京东", en="JD"), Text(zh="闲鱼", en="Xianyu")
_RED, _CHANNELS = Text(zh="小红书", en="Xiaohongshu"), Text(zh="微信小店", en="Weixin shop")
_TEMU, _SHEIN = Text(zh="Temu", en="Temu"), Text(zh="SHEIN", en="SHEIN")
_NOT_COVERED = {
    "天猫": _TMALL, "tmall": _TMALL, "天猫国际": _TMALL, "拼多多": _PINDUODUO, "pdd": _PINDUODUO,
    "pinduoduo": _PINDUODUO, "京东": _JD, "jd": _JD, "闲鱼": _XIANYU, "xianyu": _XIANYU,
    "小红书": _RED, "xiaohongshu": _RED, "微信小店": _CHANNELS, "视频号": _CHANNELS,
    "视频号小店": _CHANNELS, "temu": _TEMU, "shein": _SHEIN,
}  # fmt: skip
"""Marketplaces that sellers ask for and that no rule file is about."""


def _names(folder: Path) -> list[str]:
    """Return the names of the rule files in a folder; raise BrokenRulesError if there is none."""
    if not is_folder(folder):
        says = Text(zh="没有这个规则文件夹", en="there is no such rules folder")
        raise BrokenRulesError([Problem(says, str(folder))])
    # A name that begins with a dot is some other program's leftover.
    files = (entry.name for entry in folder.iterdir() if entry.name[0] != ".")
    return [name for name in files if name.endswith(SUFFIX)]


@cache
def packaged_rules() -> RuleSet:
    """Return the rules that came with shopexit: installed with it, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed, checkout = package / "data", package.parents[1] / "rules"
    return RuleSet(installed if installed.is_dir() else checkout)


def open_rules(folder: Path | None = None, overlay: Path | None = None) -> RuleSet:
    """Return the rules in a folder, or those that came with shopexit if none is given.

    `overlay` holds rules of one's own that are laid over them.
    """
    if folder or overlay:
        return RuleSet(folder or packaged_rules().folder, overlay)
    return packaged_rules()
