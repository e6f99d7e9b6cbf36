"""Which files paths and patterns name."""

import os
from pathlib import Path

import pytest

from shopexit.files.paths import named_files
from shopexit.messages import ShopexitError, both

NOTHING = both("nothing there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files, one of them in a folder of its own, and a hidden one."""
    for name in ("b.yaml", "a.yaml", "c.txt", ".hidden.yaml", "in[1]/d.yaml", "in[1]/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def _names(folder: Path, *patterns: str, endings: tuple[str, ...] = ()) -> list[str]:
    found = named_files(patterns, NOTHING, folder=str(folder), endings=endings)
    return [os.path.relpath(name, folder) for name in found]


def test_a_pattern_names_the_files_that_fit_in_order(folder: Path) -> None:
    """Without folders; and each file once, by the first of its names."""
    (folder / "link.yaml").symlink_to(folder / "a.yaml")
    assert _names(folder, "*") == ["a.yaml", "b.yaml", "c.txt"]
    assert _names(folder, "link.yaml", "*.yaml", "./b.yaml") == ["link.yaml", "b.yaml"]
    assert _names(folder, "**/*.txt") == ["c.txt", "in[1]/e.txt"]


def test_a_folder_stands_for_its_files_if_endings_are_given(folder: Path) -> None:
    """Those in it that end so, hidden ones left out; by itself it is a path like any other."""
    expected = ["a.yaml", "b.yaml", "in[1]/d.yaml"]
    assert _names(folder, ".", endings=(".yaml",)) == expected
    assert _names(folder, "in*", endings=(".yaml",)) == ["in[1]/d.yaml"]
    assert _names(folder, "in[1]") == ["in[1]"]


def test_a_path_is_not_looked_for(folder: Path) -> None:
    """Who opens it says what is wrong with it; what looks like a pattern and exists is a path."""
    assert _names(folder, "none.yaml", "in[1]/e.txt") == ["none.yaml", "in[1]/e.txt"]


def test_what_is_kept_is_no_path(folder: Path) -> None:
    """It stays where it stands among the others."""
    a = str(folder / "a.yaml")
    assert named_files([a, "-", a], NOTHING, kept=["-"]) == [a, "-"]


def test_all_that_name_no_file_are_told_at_once(folder: Path) -> None:
    """Patterns that nothing fits, folders without such a file, and an empty word."""
    with pytest.raises(ShopexitError) as caught:
        named_files(["x*", "in[1]", ""], NOTHING, folder=str(folder), endings=(".json",))
    told = [(problem.says, problem.file) for problem in caught.value.problems]
    assert told == [(NOTHING, f"{folder}/{each}") for each in ("x*", "in[1]", "")]
