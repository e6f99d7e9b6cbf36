"""The ready-made pipelines do what they say: their own steps are run as they are written.

The action's install step is run with a stand-in for Python that only notes what it is asked for;
that shopexit can be installed is made sure of in `.ci/run`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from states import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
COMPONENT = ROOT / "templates" / "shopexit.yml"
SPEC, GITLAB = yaml.safe_load_all(COMPONENT.read_text("utf-8"))
JENKINS = (ROOT / "pipelines" / "Jenkinsfile").read_text("utf-8")
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How GitHub calls it where a step says `shell: bash`."""
SHELLS = ("sh", "bash")
"""How GitLab's runner calls the one that it finds in an image."""
GIT = shutil.which("git") or "git"
DAY = "--on\n2026-11-22"
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment where the program under test is found first, and little else."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", **more}


def put(example: str, file: Path) -> Path:
    """Return a copy of one of the examples."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "examples" / example, file)
    return file


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a folder as a pipeline checks one out, whose settings are its own."""
    folder = tmp_path / "work"
    (folder / ".git").mkdir(parents=True)
    return folder


@dataclass(frozen=True)
class Done:
    """What a run of the action came to."""

    code: int
    said: str
    outputs: Mapping[str, str]
    summary: str


def resolved(text: str, known: Mapping[str, str]) -> str:
    """Return text with GitHub's expressions put in; one that is not known is empty, as there."""
    return EXPRESSION.sub(lambda match: known.get(match[1], ""), text)


def act(work: Path, *, first: str = "", **given: str) -> Done:
    """Return what the action's step comes to, with inputs by their names.

    Programs in the folder `first` take the place of others.
    """
    (step,) = (step for step in STEPS if step.get("id") == "fleet")
    inputs = {name: spec["default"] for name, spec in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    known = {f"inputs.{name}": value for name, value in inputs.items()}
    temp = work.parent / "runner temp"
    temp.mkdir(exist_ok=True)
    for name in ("output", "summary"):
        (temp / name).write_text("")
    (temp / "step.sh").write_text(step["run"], encoding="utf-8")
    env = environment(
        temp,
        RUNNER_TEMP=str(temp),
        GITHUB_OUTPUT=str(temp / "output"),
        GITHUB_STEP_SUMMARY=str(temp / "summary"),
        **{name: resolved(value, known) for name, value in step["env"].items()},
    )
    if first:
        env["PATH"] = f"{first}{os.pathsep}{env['PATH']}"
    done = subprocess.run(
        [*BASH, str(temp / "step.sh")],
        cwd=work, env=env, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    written = dict(line.split("=", 1) for line in (temp / "output").read_text().splitlines())
    known = {f"steps.fleet.outputs.{name}": value for name, value in written.items()}
    outputs = {name: resolved(spec["value"], known) for name, spec in ACTION["outputs"].items()}
    said = (done.stdout + done.stderr).decode()
    return Done(done.returncode, said, outputs, (temp / "summary").read_text("utf-8"))


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/checks.yml"),
        ("vendor.github-workflows", ".github/workflows/nightly.yml"),
        ("vendor.github-workflows", ".github/workflows/release.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
    ],
)
def test_a_pipeline_is_of_the_shape_that_its_service_asks_for(schema: str, file: str) -> None:
    """By the schemas that check-jsonschema brings with it."""
    call = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file]
    done = subprocess.run(call, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("part", [SPEC, GITLAB], ids=["spec", "job"])
def test_the_component_is_of_the_shape_that_gitlab_asks_for(
    part: dict[str, Any], tmp_path: Path
) -> None:
    """In both its parts, which the schema wants one by one."""
    file = tmp_path / "part.json"
    file.write_text(json.dumps(part), encoding="utf-8")
    call = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*call, str(file)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_script_of_the_action_holds_an_expression() -> None:
    """What a caller gives would become part of the script; it has to come as environment."""
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_every_input_of_the_action_is_declared_and_used() -> None:
    """A misspelt one would be empty without a word."""
    used = set(re.findall(r"\$\{\{ *inputs\.([\w-]+) *\}\}", json.dumps(STEPS)))
    assert used == set(ACTION["inputs"])


def test_the_action_uses_others_by_their_hash() -> None:
    """A tag can be moved to other code, a hash cannot; the tag stands beside it for who reads."""
    lines = [x for x in (ROOT / "action.yml").read_text("utf-8").splitlines() if "uses:" in x]
    assert len(lines) == 3
    assert [
        line
        for line in lines
        if not re.fullmatch(r" +uses: actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


def test_what_pip_downloads_is_kept_by_the_versions_that_it_installs(tmp_path: Path) -> None:
    """In a folder outside the checkout, by a name that changes with the constraints."""
    steps = {step.get("id", step["name"]): step for step in STEPS}
    keys = set()
    for versions in ("typer==1\n", "typer==2\n"):
        (tmp_path / "constraints.txt").write_text(versions)
        (tmp_path / "output").write_text("")
        env = environment(
            tmp_path, GITHUB_ACTION_PATH=str(tmp_path), RUNNER_TEMP="/runner temp",
            GITHUB_OUTPUT=str(tmp_path / "output"),
        )  # fmt: skip
        subprocess.run([*BASH, "-c", steps["pip"]["run"]], env=env, check=True)
        said = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
        known = {f"steps.pip.outputs.{name}": value for name, value in said.items()}
        taken, kept = steps["kept"]["with"], steps["Keep what pip has downloaded"]["with"]
        used = steps["Install shopexit"]["env"]["PIP_CACHE_DIR"]
        assert taken["path"] == kept["path"] == used
        assert resolved(used, known) == "/runner temp/shopexit-pip"
        keys.add(resolved(taken["key"], known))
    assert len(keys) == 2
    assert [key for key in keys if not re.fullmatch(r"shopexit-[\w-]+", key)] == []


def test_what_pip_downloads_is_kept_although_a_shop_is_blocked() -> None:
    """It is saved before the shops are judged: what waits for the job's end wants it to pass."""
    names = [step["name"] for step in STEPS]
    assert names.index("Keep what pip has downloaded") < names.index("Judge the shops")
    assert "actions/cache@" not in (ROOT / "action.yml").read_text("utf-8")


def test_the_action_installs_what_stands_beside_it(tmp_path: Path) -> None:
    """From its own folder, whatever that is named, and with no module of the checkout."""
    (step,) = (step for step in STEPS if step["name"] == "Install shopexit")
    noted = tmp_path / "noted"
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$NOTED"\n')
    python.chmod(0o755)
    env = {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "NOTED": str(noted),
        "GITHUB_ACTION_PATH": "/actions/our tools/v1",
    }
    subprocess.run([*BASH, "-c", step["run"]], env=env, check=True)
    words = noted.read_text().splitlines()
    assert words[:4] == ["-I", "-m", "pip", "install"]
    assert words[-3:-1] == ["-c", "/actions/our tools/v1/constraints.txt"]
    assert words[-1] == "/actions/our tools/v1[passwords]"


def counts(**known: int) -> dict[str, str]:
    """Return what the action counts; what is not said is none."""
    names = ("ready", "blocked", "undetermined", "overdue", "unusable")
    return {name: str(known.get(name, 0)) for name in names}


def test_the_action_passes_where_every_shop_is_ready(work: Path) -> None:
    """With a SARIF file, a summary, counts and its exit code, and nothing new in the checkout."""
    put("kuaishou/ready.yaml", work / "shops" / "a.yaml")
    put("taobao/ready.yaml", work / "shops" / "b.yaml")
    before = sorted(work.rglob("*"))
    done = act(work, paths="shops", args=DAY)
    assert done.code == 0, done.said
    assert done.outputs.items() >= {**counts(ready=2), "exit-code": "0", "html": ""}.items()
    sarif = json.loads(Path(done.outputs["sarif"]).read_text("utf-8"))
    assert sarif["version"] == "2.1.0"
    assert "小明零食铺" in done.summary
    assert "::error" not in done.said
    assert sorted(work.rglob("*")) == before


def test_the_action_fails_where_a_shop_is_blocked(work: Path) -> None:
    """With what blocks at the state file, and everything else as in a run that passes."""
    put("kuaishou/ready.yaml", work / "shops" / "a.yaml")
    put("douyin/blocked.yaml", work / "shops" / "b.yaml")
    done = act(work, paths="shops", args=DAY)
    assert done.code == 1, done.said
    assert done.outputs.items() >= {**counts(ready=1, blocked=1), "exit-code": "1"}.items()
    assert re.search(r"^::error [^\n]*file=shops/b\.yaml", done.said, re.MULTILINE)
    (run,) = json.loads(Path(done.outputs["sarif"]).read_text("utf-8"))["runs"]
    assert run["results"]
    assert done.summary


def test_the_action_counts_what_it_judged_and_what_it_could_not(work: Path) -> None:
    """Each shop once, whatever the caller lets pass."""
    for case in ("overdue", "undetermined", "done"):
        put(f"kuaishou/{case}.yaml", work / f"{case}.yaml")
    (work / "other.yaml").write_text("platfrom: kuaishou\n")
    done = act(work, paths="*.yaml", args=DAY, fail_on="never")
    expected = {**counts(overdue=1, undetermined=1, unusable=1), "exit-code": "2"}
    assert done.outputs.items() >= expected.items(), done.said


def test_the_action_writes_a_page_where_one_is_asked_for(work: Path) -> None:
    """To be kept by another action, by the place that it says."""
    put("kuaishou/ready.yaml", work / "shop.yaml")
    done = act(work, paths="shop.yaml", args=DAY, html="true")
    assert "小明零食铺" in Path(done.outputs["html"]).read_text("utf-8")


def test_the_action_fails_only_for_what_got_worse_than_before(work: Path) -> None:
    """By what an earlier run of it says it found."""
    put("kuaishou/blocked.yaml", work / "shops" / "a.yaml")
    earlier = act(work, paths="shops", args=DAY)
    assert earlier.code == 1
    (work.parent / "earlier.json").write_bytes(Path(earlier.outputs["json"]).read_bytes())
    assert act(work, paths="shops", args=DAY, baseline="../earlier.json").code == 0
    put("douyin/blocked.yaml", work / "shops" / "b.yaml")
    assert act(work, paths="shops", args=DAY, baseline="../earlier.json").code == 1


@pytest.mark.parametrize(("lines", "whole"), [(19_000, True), (30_000, False)])
def test_a_summary_is_cut_at_a_line(lines: int, whole: bool, work: Path) -> None:
    """GitHub drops one of more than 1 MiB; half a character of Chinese would be none."""
    line = "一二三四五六七八九十一二三四五六七\n"
    (work / "long").write_text(line * lines, encoding="utf-8")
    stand_in = work.parent / "bin" / "shopexit"
    stand_in.parent.mkdir()
    stand_in.write_text(
        '#!/bin/sh\nfor word; do case $word in markdown=*) cp long "${word#*=}";; esac; done\n'
    )
    stand_in.chmod(0o755)
    done = act(work, first=str(stand_in.parent))
    assert done.code == 0, done.said
    head, dots, rest = done.summary.partition("\n…\n")
    assert set(head.splitlines()) == {line.strip()}
    assert (dots, rest) == ("" if whole else "\n…\n", "")
    assert 980_000 < len(done.summary.encode()) < 1 << 20


@pytest.mark.parametrize(
    ("example", "fail_on", "code"),
    [
        ("kuaishou/undetermined.yaml", "", 3),
        ("kuaishou/undetermined.yaml", "blocked", 0),
        ("kuaishou/blocked.yaml", "blocked", 1),
        ("kuaishou/blocked.yaml", "never", 0),
    ],
)
def test_the_caller_of_the_action_says_what_is_a_failure(
    example: str, fail_on: str, code: int, work: Path
) -> None:
    """From an undetermined shop on, unless told otherwise."""
    put(example, work / "shop.yaml")
    done = act(work, paths="shop.yaml", args=DAY, fail_on=fail_on)
    assert (done.code, done.outputs["exit-code"]) == (code, str(code)), done.said


def test_the_action_takes_paths_line_by_line(work: Path) -> None:
    """Also with spaces, globs, empty lines, and the line ends of Windows."""
    put("kuaishou/ready.yaml", work / "my shops" / "a.yaml")
    put("taobao/ready.yaml", work / "-x" / "b.yaml")
    put("kuaishou/blocked.yaml", work / "other" / "c.yaml")
    done = act(work, paths="my shops\r\n\n-x/*.yaml\n", args=DAY, lang="zh")
    assert done.code == 0, done.said
    assert "小明零食铺" in done.summary
    assert "可以办" in done.summary
    assert "小满手作布艺" in done.summary
    assert "阿珍女装店" not in done.summary


@pytest.mark.parametrize("name", ["paths", "lang", "fail_on", "rules", "baseline", "args"])
@pytest.mark.parametrize(
    "text", ["$(touch pwned)", '"; touch pwned; "', "`touch pwned`", "LINES\ntouch pwned"]
)
def test_no_input_of_the_action_is_run(name: str, text: str, work: Path) -> None:
    """Whatever it looks like to a shell, it is one word of the call."""
    put("kuaishou/ready.yaml", work / "shop.yaml")
    done = act(work, **{"paths": "shop.yaml", "args": DAY, name: text})
    assert not (work / "pwned").exists()
    assert done.code == 2, done.said
    assert done.outputs["exit-code"] == "2"


def test_no_page_is_written_where_a_caller_says(work: Path) -> None:
    """Whether there is one is all that he says, and none of it is run."""
    put("kuaishou/ready.yaml", work / "shop.yaml")
    done = act(work, paths="shop.yaml", args=DAY, html="$(touch pwned)`touch pwned`")
    assert done.code == 0, done.said
    assert [file.name for file in work.iterdir() if file.is_file()] == ["shop.yaml"]


def test_the_action_has_no_results_of_a_call_that_is_wrong(work: Path) -> None:
    """And none are left from a run before."""
    put("kuaishou/ready.yaml", work / "shop.yaml")
    assert act(work, paths="shop.yaml", args=DAY).outputs["sarif"]
    done = act(work, paths="shop.yaml", args="--no-such-option")
    assert done.code == 2
    assert done.outputs == {**dict.fromkeys(ACTION["outputs"], ""), "exit-code": "2"}
    assert done.summary == ""


def test_the_action_takes_its_paths_from_the_settings(work: Path) -> None:
    """If the caller gives none."""
    put("kuaishou/blocked.yaml", work / "shops" / "a.yaml")
    (work / "shopexit.toml").write_text('paths = ["shops"]\nfail-on = "never"\n')
    assert act(work, args=DAY).code == 0
    assert act(work, args=DAY, fail_on="blocked").code == 1


INPUT = re.compile(r"\$\[\[ *inputs\.([\w-]+) *\]\]")


def job(work: Path, shell: str, part: str = "script", **given: str) -> tuple[int, str]:
    """Return the exit code of a part of GitLab's job, and what it writes, with these inputs."""
    inputs = {name: spec.get("default") for name, spec in SPEC["spec"]["inputs"].items()}
    inputs |= {"package": "nothing", **{k.replace("_", "-"): v for k, v in given.items()}}
    variables = {
        name: INPUT.sub(lambda match: inputs[match[1]], value)
        for name, value in GITLAB["shopexit"]["variables"].items()
    }
    script = "\n".join(GITLAB["shopexit"][part])
    done = subprocess.run(
        [shell, "-e", "-c", script], cwd=work, env=environment(work, **variables), check=False,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode()


def test_every_input_of_the_component_is_declared_and_used_outside_the_scripts() -> None:
    """In a script it would be part of its text, and a misspelt one is refused by GitLab."""
    rest = {key: value for key, value in GITLAB["shopexit"].items() if "script" not in key}
    assert set(INPUT.findall(json.dumps(rest))) == set(SPEC["spec"]["inputs"])
    assert INPUT.findall(json.dumps(GITLAB)) == INPUT.findall(json.dumps(rest))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("case", "code"), [("ready", 0), ("blocked", 1), ("undetermined", 3)])
def test_the_job_judges_and_reports(case: str, code: int, shell: str, work: Path) -> None:
    """In either shell, with the test report and the file that it keeps, whatever the verdict."""
    put("douyin/ready.yaml", work / "shops" / "a.yaml")
    put(f"kuaishou/{case}.yaml", work / "shops" / "b.yaml")
    done, said = job(work, shell, paths="shops", args=DAY)
    assert done == code, said
    artifacts = GITLAB["shopexit"]["artifacts"]
    junit = ET.fromstring((work / artifacts["reports"]["junit"]).read_bytes())  # noqa: S314
    found = {tag for tag in ("failure", "error") if junit.find(f".//{tag}") is not None}
    assert found == {"ready": set(), "blocked": {"failure", "error"}}.get(case, {"error"})
    (kept,) = artifacts["paths"]
    assert json.loads((work / kept).read_text("utf-8"))["schema"] == "shopexit.fleet/1"
    assert artifacts["when"] == "always"


def test_only_an_undetermined_shop_is_let_off_by_the_job() -> None:
    """3 is its exit code; nothing else that ends a run may be."""
    assert GITLAB["shopexit"]["allow_failure"] == {"exit_codes": 3}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_stands_in_the_inputs_of_the_job_is_not_run(shell: str, work: Path) -> None:
    """Each line is one word of the call."""
    put("kuaishou/blocked.yaml", work / "my shops" / "a.yaml")
    code, said = job(work, shell, paths="my shops", args=DAY, fail_on="never")
    assert code == 0, said
    for name in ("paths", "args", "fail_on", "rules"):
        given = {"paths": "my shops", name: "$(touch pwned)`touch pwned`"}
        code, said = job(work, shell, **given)
        assert code == 2, said
    assert not (work / "pwned").exists()


def test_the_job_is_told_what_to_install() -> None:
    """It takes nothing from a registry by a name that may be anybody's."""
    assert "default" not in SPEC["spec"]["inputs"]["package"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_job_installs_what_it_is_told(shell: str, work: Path) -> None:
    """As one word, and with no module of the checkout in the place of pip."""
    (work / "pip.py").write_text("raise SystemExit('not this one')\n")
    code, said = job(work, shell, "before_script", package="./$(touch pwned)")
    assert code != 0
    assert "./$(touch pwned)" in said
    assert "not this one" not in said
    assert not (work / "pwned").exists()


def test_what_pip_downloads_is_kept_where_the_job_lets_it() -> None:
    """GitLab keeps only what lies in the project's folder; also while a shop is blocked."""
    cache = GITLAB["shopexit"]["cache"]
    (kept,) = cache["paths"]
    assert cache["when"] == "always"
    assert GITLAB["shopexit"]["variables"]["PIP_CACHE_DIR"] == f"$CI_PROJECT_DIR/{kept}"


@pytest.mark.parametrize(("case", "code"), [("ready", 0), ("blocked", 1), ("undetermined", 3)])
def test_jenkins_judges_and_keeps_what_it_shows(case: str, code: int, work: Path) -> None:
    """Its own call gives the exit code that it goes by, and the files that it takes."""
    put(f"kuaishou/{case}.yaml", work / "shops" / "a.yaml")
    (call,) = re.findall(r"returnStatus: true, script: '([^']+)'", JENKINS)
    (work.parent / "shopexit").symlink_to(Path(sys.executable).parent.parent)
    env = environment(work, WORKSPACE_TMP=str(work.parent))
    dated = call.replace(" fleet ", f" fleet {' '.join(DAY.split())} ")
    done = subprocess.run(["sh", "-c", dated], cwd=work, env=env, check=False, capture_output=True)  # noqa: S607
    assert done.returncode == code, done.stderr
    kept = re.findall(r"(?:junit|archiveArtifacts) '([^']+)'", JENKINS)
    assert sorted(kept) == sorted(file.name for file in work.iterdir() if file.is_file())


def git(folder: Path, *args: str) -> str:
    """Return what git says in a folder, as nobody in particular and with nobody's settings."""
    who = {f"GIT_{part}_{what}": "t@example.com" for part in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    env = environment(folder, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull, **who)
    return subprocess.run(
        [GIT, *args], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout.strip()


def committed(folder: Path) -> str:
    """Return the commit of all that is in a folder, which becomes a repository."""
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "all")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository that asks for the hook, as the README says.

    The hook is ours but for its language: with `system` the program under test is run, where
    `python` would install it anew.
    """
    return _asking_for("shopexit", tmp_path)


@pytest.fixture
def strict_repository(tmp_path: Path) -> Path:
    """Return a repository that asks for the hook which refuses blocked shops."""
    return _asking_for("shopexit-strict", tmp_path)


def _asking_for(hook: str, tmp_path: Path) -> Path:
    ours = tmp_path / "hooks"
    ours.mkdir()
    here = [{**each, "language": "system"} for each in HOOKS]
    (ours / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump(here))
    wanted = {"id": hook, "args": ["--on", "2026-11-22", "--lang", "en"]}
    asked = {"repos": [{"repo": str(ours), "rev": committed(ours), "hooks": [wanted]}]}
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(asked))
    git(folder, "init", "-q")
    return folder


def pre_commit(repository: Path) -> tuple[int, str]:
    """Return the exit code of the hook on what is about to be committed, and what it says."""
    git(repository, "add", "--all")
    home = repository.parent
    env = environment(
        home, PRE_COMMIT_HOME=str(home / "cache"), GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_SYSTEM=os.devnull,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never"],
        cwd=repository, env=env, check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_hook_runs_what_is_installed_for_it() -> None:
    """pre-commit makes an environment with our package, and in it is the command."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        scripts = tomllib.load(file)["project"]["scripts"]
    assert [hook["id"] for hook in HOOKS] == ["shopexit", "shopexit-strict"]
    for hook in HOOKS:
        assert hook["language"] == "python"
        assert hook["entry"].split()[0] in scripts
    call = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    done = subprocess.run(call, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_commit_with_shops_that_are_ready_passes(repository: Path) -> None:
    """What lies elsewhere is not judged."""
    put("kuaishou/ready.yaml", repository / "shops" / "a.yaml")
    put("taobao/ready.yaml", repository / "shops" / "b b.yaml")
    put("kuaishou/blocked.yaml", repository / "elsewhere.yaml")
    (repository / "shops" / "notes.txt").write_text("no state file\n")
    code, said = pre_commit(repository)
    assert code == 0, said
    assert re.search(r"^shopexit\.+Passed$", said, re.MULTILINE)


def test_a_commit_with_a_shop_that_is_blocked_passes(repository: Path) -> None:
    """A shop that is being closed is blocked for weeks, and its file is kept all the while."""
    put("douyin/blocked.yaml", repository / "shops" / "b.yaml")
    code, said = pre_commit(repository)
    assert code == 0, said


def test_the_strict_hook_refuses_a_shop_that_is_blocked(strict_repository: Path) -> None:
    """In one run over all its files, with what blocks."""
    put("kuaishou/ready.yaml", strict_repository / "shops" / "a.yaml")
    put("douyin/blocked.yaml", strict_repository / "shops" / "b.yaml")
    code, said = pre_commit(strict_repository)
    assert code == 1, said
    assert said.count("- exit code: 1") == 1
    assert "BLOCKED  老李水果鲜选" in said
    assert "READY" in said


def test_a_commit_with_a_file_that_cannot_be_used_is_refused(repository: Path) -> None:
    """It says where the mistake is."""
    put("kuaishou/ready.yaml", repository / "shops" / "a.yaml").write_text("platfrom: kuaishou\n")
    code, said = pre_commit(repository)
    assert code == 1, said
    assert "- exit code: 2" in said
    assert "shops/a.yaml:1" in said


def test_a_commit_without_shops_is_none_of_the_hooks_business(repository: Path) -> None:
    """Nothing is run."""
    put("kuaishou/blocked.yaml", repository / "elsewhere.yaml")
    code, said = pre_commit(repository)
    assert code == 0, said
    assert "Skipped" in said
