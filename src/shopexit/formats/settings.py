"""The settings of a run as text: each option, its value, and where that comes from."""

import json
from collections.abc import Iterator

from shopexit.formats.lines import Line, RenderOptions, Wording, render
from shopexit.messages import Text
from shopexit.report.shown_settings import Origin, ShownSetting, ShownSettings

_ORIGINS = {
    Origin.COMMAND_LINE: Text(zh="命令行", en="command line"),
    Origin.ENVIRONMENT: Text(zh="环境变量 SHOPEXIT_LANG", en="SHOPEXIT_LANG in the environment"),
    Origin.FILE: Text(zh="配置文件", en="file"),
    Origin.DEFAULT: Text(zh="默认", en="default"),
}


def settings(shown: ShownSettings, layout: RenderOptions) -> str:
    """Return settings as text."""
    return render(_lines(shown, Wording(shown.lang)), layout)


def _lines(shown: ShownSettings, say: Wording) -> Iterator[Line]:
    if shown.file:
        yield Line(shown.file, 0, say("配置文件：", "settings: "), "bold")
    else:
        nothing = "没有配置文件（shopexit.toml，或 pyproject.toml 里的 [tool.shopexit]）"
        none = "no settings file (shopexit.toml, or [tool.shopexit] in pyproject.toml)"
        yield Line(say(nothing, none), style="bold")
    for setting in shown.settings:
        origin = _origin(setting, shown)
        style = "dim" if setting.origin is Origin.DEFAULT else ""
        yield Line(f"{_written(setting, say)}{say('，', ', ')}{origin}", 2, style=style)


def _written(setting: ShownSetting, say: Wording) -> str:
    """Return an option as it would stand in the file; JSON writes these values as TOML does."""
    if setting.value is None:
        return f"{setting.option}{say('：没写', ': not set')}"
    return f"{setting.option} = {json.dumps(setting.value, ensure_ascii=False)}"


def _origin(setting: ShownSetting, shown: ShownSettings) -> str:
    if setting.origin is Origin.FILE and setting.line:
        return f"{shown.file}:{setting.line}"
    return _ORIGINS[setting.origin][shown.lang]
