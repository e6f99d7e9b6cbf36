"""What a fresh machine gets: the versions the tests were run with, and checks that are pinned."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from states import ROOT

from shopexit import __version__

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def pinned() -> dict[str, str]:
    """Return the version of each package that constraints.txt names."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def required() -> Iterator[Requirement]:
    """Yield what pyproject.toml asks for, in all extras."""
    for named in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        for each in named:
            requirement = Requirement(each)
            if requirement.name != PROJECT["name"]:
                yield requirement


def test_the_constraints_hold_names_and_versions_only() -> None:
    """No address, no path, no option: whoever installs says from where."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines
    assert [x for x in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.+!]*", x)] == []


def test_the_constraints_name_every_dependency_within_its_range() -> None:
    """What pyproject.toml allows and what the tests were run with agree."""
    versions = pinned()
    wrong = [
        str(r)
        for r in required()
        if not r.specifier.contains(versions.get(canonicalize_name(r.name), "0"))
    ]
    assert wrong == []


def test_the_version_stands_in_one_place() -> None:
    """What is installed is what the package says, and nothing else names a version."""
    assert version("shopexit") == __version__
    assert "version" not in PROJECT
    sources = (ROOT / "src").rglob("*.py")
    named = [path for path in sources if f'"{__version__}"' in path.read_text("utf-8")]
    assert named == [ROOT / "src" / "shopexit" / "__init__.py"]


def test_the_metadata_says_nothing_that_is_not_so() -> None:
    """The authors are those of the licence, and no address is one that nobody has."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert [author["name"] for author in PROJECT["authors"] if author["name"] not in licence] == []
    assert [url for url in PROJECT.get("urls", {}).values() if "OWNER" in url] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_uses_actions_by_their_hash(path: object) -> None:
    """A tag can be moved to other code, a hash cannot."""
    text = (ROOT / ".github" / "workflows" / str(path)).read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"].values()
    used = [step["uses"] for job in jobs for step in job.get("steps", ()) if "uses" in step]
    assert used
    assert [job["uses"] for job in jobs if not job.get("uses", "./").startswith("./")] == []
    assert [each for each in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each)] == []


RELEASE = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))


def test_a_release_is_checked_before_anything_is_published() -> None:
    """And what may publish runs no command of the repository's."""
    jobs = RELEASE["jobs"]
    assert jobs["checks"]["uses"] == "./.github/workflows/checks.yml"
    assert jobs["build"]["needs"] == "checks"
    may = {name: job for name, job in jobs.items() if "permissions" in job}
    assert set(may) == {"pypi", "pages"}
    for job in may.values():
        assert job["needs"] == "build"
        assert [step for step in job["steps"] if "run" in step] == []


@pytest.mark.skipif(os.name == "nt", reason="the step is for a POSIX shell")
@pytest.mark.parametrize(("tag", "code"), [(f"v{__version__}", 0), ("v0.0.0", 1), ("", 1)])
def test_a_release_with_another_tag_than_its_version_stops(tag: str, code: int) -> None:
    """By the workflow's own words."""
    (step,) = (s for s in RELEASE["jobs"]["build"]["steps"] if "version" in s.get("name", ""))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    call = ["bash", "-e", "-c", step["run"]]
    env = {**os.environ, "PATH": path, "GITHUB_REF_NAME": tag}
    assert subprocess.run(call, check=False, env=env).returncode == code


def test_the_container_holds_what_is_installed_and_runs_as_nobody_special() -> None:
    """What it copies is there, and is all that a wheel is built of."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert [name for name in names if not (ROOT / name).exists()] == []
    wheel = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert {name.partition("/")[0] for name in wheel} <= set(names)
    assert {"hatch_build.py", "rules", PROJECT["readme"], *PROJECT["license-files"]} <= set(names)
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]", last, re.MULTILINE)
