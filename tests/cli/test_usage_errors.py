"""What is wrong with a call is said in the language of the run."""

import pytest

from shopexit.cli.app import run

CALLS = {
    "chek": "没有命令 chek，是不是想写 check、schema？",
    "zzz": "没有命令 zzz",
    "check": "还要写上 [平台] 店铺数据",
    "steps": "还要写上 平台",
    "steps a b c d": "多写了 c d",
    "check a --colr x": "没有选项 --colr，是不是想写 --color、--column、--on？",
    "check a --today 2026-11-21": "没有选项 --today，是不是想写 --on？",
    "fleet a --as-of 2026-11-21": "没有选项 --as-of，是不是想写 --on？",
    "check a --on": "选项 --on 后面要写值",
    "check a --strict=3": "选项 --strict 后面不能写值",
    "check a --limit x": "--limit 的值“x”不对，应为整数",
    "fleet a --jobs 0": "--jobs / -j 的值“0”不对，应为 1 或更大的整数",
    "fleet a --max-age=-1": "--max-age 的值“-1”不对，应为 0 或更大的整数",
    "fleet a --only ready --only x": "--only 的值“x”不对，可用的有：unusable、blocked、overdue、"
    "undetermined、ready、under-way、done",
    "steps a --format pdf": "--format 的值“pdf”不对，可用的有：text、json、html",
}


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_call_is_refused_in_chinese(
    call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what is wrong, and what was meant as far as that can be guessed."""
    monkeypatch.setenv("SHOPEXIT_LANG", "zh")

    assert run(call.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == f"错误: {CALLS[call]}"


@pytest.mark.parametrize("call", ["check a --limit x", "steps a --format x"])
def test_a_wrong_value_is_shown_in_english_too(
    call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once, whether typer says it or not."""
    assert run([*call.split(), "--lang", "en"]) == 2
    assert capsys.readouterr().err.count("'x'") == 1
