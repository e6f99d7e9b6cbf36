"""Where the rule files are, and loading one of them by its platform's name or alias."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shopexit.files import validation
from shopexit.files import yaml as yamlfile
from shopexit.messages import ShopexitError, Text, fail, nearest
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

_FACTS = "facts.yaml"


@dataclass(frozen=True)
class Rulebook:
    """A folder of rule files: one vocabulary, one file a platform."""

    folder: Path

    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary of facts that all platforms share."""
        return validation.validate(Vocabulary, self._document(_FACTS))

    def names(self) -> list[str]:
        """Return the names of the platforms that have a rule file, sorted."""
        if not self.folder.is_dir():
            says = Text(zh="没有这个规则文件夹", en="there is no such rules folder")
            raise fail(says, file=str(self.folder))
        suffix = ".yaml"
        # A name that begins with a dot is some other program's leftover.
        names = (entry.name for entry in self.folder.iterdir() if entry.name[0] != ".")
        return sorted(
            name.removesuffix(suffix) for name in names if name.endswith(suffix) and name != _FACTS
        )

    def load(self, name: str, vocabulary: Vocabulary) -> Platform:
        """Return a platform's rules, by its name or an alias.

        Raises ShopexitError if there are none or they are broken.
        """
        return self.find(name, lambda known: self._platform(known, vocabulary))

    def find(self, name: str, load: Callable[[str], Platform]) -> Platform:
        """Return the platform of a name or an alias; raise ShopexitError if there is none.

        Only the file of that name is loaded; the others are for their aliases alone, and only if no
        file has the name.
        """
        if name in self.names():
            return load(name)
        aliases: dict[str, str] = {}
        for known in self.names():
            platform = load(known)
            aliases |= {alias.casefold(): known for alias in (known, *platform.aliases)}
            if name.casefold() in aliases:
                return platform
        raise fail(
            Text(zh=f"没有平台“{name}”的规则", en=f"there are no rules for '{name}'"),
            nearest(name, aliases),
        )

    def _platform(self, name: str, vocabulary: Vocabulary) -> Platform:
        document = self._document(f"{name}.yaml")
        platform = validation.validate(Platform, document, {"facts": vocabulary.facts})
        if platform.platform != name:
            says = Text(
                zh=f"文件名是 {name}，platform 却写着 {platform.platform}",
                en=f"the file is named {name}, but its platform is {platform.platform}",
            )
            raise ShopexitError([document.problem(("platform",), says)])
        return platform

    def _document(self, name: str) -> yamlfile.Document:
        entry = self.folder / name
        if not entry.is_file():
            says = Text(zh="规则文件夹里没有这个文件", en="the rules folder has no such file")
            raise fail(says, file=str(entry))
        return yamlfile.read(entry)


def packaged() -> Rulebook:
    """Return the rules that came with shopexit: installed with it, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed, checkout = package / "data", package.parents[1] / "rules"
    return Rulebook(installed if installed.is_dir() else checkout)


def open_book(folder: Path | None) -> Rulebook:
    """Return the rules in a folder, or those that came with shopexit if none is given."""
    return Rulebook(folder) if folder else packaged()
