"""The house is kept in order: few rooms, each name used once, each room with a word on its door."""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from states import ROOT

SOURCE = ROOT / "src" / "shopexit"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = ROOT / "tests"
TEST_MODULES = sorted(TESTS.rglob("test_*.py"))


def classes() -> Iterator[tuple[str, Path]]:
    """Yield every class of the program by its name, with the module it stands in."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name, path.relative_to(SOURCE)


def imported(path: Path) -> Iterator[str]:
    """Yield every name that a module imports, with all that leads to it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def test_there_are_at_most_eleven_entries_at_the_top() -> None:
    """Without the dunders and the mark that says that there are types."""
    names = [path.name for path in SOURCE.iterdir()]
    top = [name for name in names if not name.startswith("__") and name != "py.typed"]
    assert len(top) <= 11, top


def test_the_contract_has_ten_rows_and_no_exemption() -> None:
    """Whatever is at the top stands in one of them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    assert len(layers["layers"]) == 10
    assert layers["exhaustive"]
    assert "ignore_imports" not in layers
    rooms = {room for row in layers["layers"] for room in row.split(" | ")}
    top = {path.stem for path in SOURCE.iterdir() if not path.name.startswith("__")}
    assert rooms == top - {"py"}


def test_a_class_name_is_used_once() -> None:
    """So that what a name stands for need not be guessed."""
    found = defaultdict(list)
    for name, path in classes():
        if not name.startswith("_"):
            found[name].append(str(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_every_package_says_what_it_owns() -> None:
    """In the docstring of its first module; so does every module."""
    packages = {path.parent for path in MODULES}
    assert [p for p in packages if not (p / "__init__.py").exists()] == []
    silent = [p for p in MODULES if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


def test_tests_stand_where_what_they_test_stands() -> None:
    """In a folder with the name of a package; what runs the program as a whole stands apart."""
    folders = {path.parent.relative_to(TESTS) for path in TEST_MODULES}
    assert Path("acceptance") in folders
    packages = folders - {Path("acceptance")}
    assert [str(p) for p in packages if not (SOURCE / p / "__init__.py").exists()] == []


def test_no_file_of_tests_has_more_than_600_lines() -> None:
    """Nor has any module that they share."""
    lengths = {
        str(path.relative_to(TESTS)): len(path.read_text(encoding="utf-8").splitlines())
        for path in TESTS.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 600} == {}


def test_no_test_module_imports_another() -> None:
    """What several of them need stands in a module beside them all, or is a fixture."""
    names = {path.stem for path in TEST_MODULES}
    found = {
        str(path.relative_to(TESTS)): shared
        for path in TESTS.rglob("*.py")
        if (shared := {name for name in imported(path) if names & set(name.split("."))})
    }
    assert found == {}


def test_no_module_is_over_four_hundred_lines() -> None:
    """So that one can be read at a sitting."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > 400} == {}
