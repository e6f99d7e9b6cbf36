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
    "check a --limit x": "--limit 的值不对，应为整数",
    "fleet a --jobs 0": "--jobs / -j 的值不对，应为 1 或更大的整数",
    "steps a --format pdf": "--format 的值不对，可用的有：text、json、html",
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
