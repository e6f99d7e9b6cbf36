"""A real browser without a window, and what the tests ask of it."""

import json
import os
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.wait import WebDriverWait

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_DRIVERS = ("chromedriver", "chromium.chromedriver")
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

_WHOLE = "return location.href === arguments[0] && document.readyState === 'complete'"
_CONTRASTS = """
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const over = (a, b) => { const o = a[3] ?? 1; return [0, 1, 2].map(i => a[i] * o + b[i] * (1 - o)) };
const ground = e => {
  const layers = [];
  for (; e; e = e.parentElement) {
    const layer = rgb(getComputedStyle(e).backgroundColor);
    layers.unshift(layer);
    if ((layer[3] ?? 1) === 1) break;
  }
  return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const light = c => {
  const [r, g, b] = c.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const contrast = (a, b) => {
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x + .05) / (y + .05);
};
document.querySelectorAll('details').forEach(d => { d.open = true });
const found = [];
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || !e.getClientRects().length || e.matches('script, style, defs *')) continue;
  const style = getComputedStyle(e);
  const colour = e instanceof SVGElement ? style.fill : style.color;
  const below = ground(e);
  const ratio = contrast(over(rgb(colour), below), below);
  found.push([ratio, `${e.tagName}.${e.getAttribute('class')}: ${e.textContent.trim().slice(0, 20)}`]);
}
return found;
"""  # noqa: E501


@contextmanager
def browser(profile: Path) -> Iterator["Browser"]:
    """Run a browser with a profile of its own; without one the tests are skipped or fail."""
    program, driver = _found(_BROWSERS), _found(_DRIVERS)
    if program is None or driver is None:
        reason = "install Chromium and chromedriver (on Debian: chromium chromium-driver)"
        if os.environ.get("SHOPEXIT_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    chrome = webdriver.Chrome(options, Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()


def _found(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


class Browser:
    """One page at a time, as a reader would have it before them."""

    def __init__(self, chrome: webdriver.Chrome) -> None:
        self.chrome = chrome

    def open(self, page: Path) -> None:
        """Open a page from a file, with nothing left of the one before in the logs."""
        self.logged()
        self.requested()
        self.chrome.get(page.as_uri())
        self._wait_for(page.as_uri())

    def reload(self) -> None:
        """Open the same page again."""
        self.chrome.refresh()
        self._wait_for(self.chrome.current_url)

    def _wait_for(self, address: str) -> None:
        # On a busy machine the driver has been seen to answer before the whole page was there.
        WebDriverWait(self.chrome, 30).until(lambda chrome: chrome.execute_script(_WHOLE, address))

    def ask(self, script: str, *given: object) -> Any:
        """Return what a script finds in the page."""
        return self.chrome.execute_script(script, *given)

    def tell(self, command: str, **how: object) -> Any:
        """Give the browser a command of its own protocol."""
        return self.chrome.execute_cdp_cmd(command, how)

    def contrasts(self) -> list[tuple[float, str]]:
        """Return every piece of text, all details unfolded, by its contrast with its ground."""
        return [(ratio, what) for ratio, what in self.ask(_CONTRASTS)]

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        ActionChains(self.chrome).send_keys(key).perform()

    def logged(self) -> list[str]:
        """Return what the console has said since the last time: errors and warnings."""
        return [entry["message"] for entry in self.chrome.get_log("browser")]  # type: ignore[no-untyped-call]

    def requested(self) -> list[str]:
        """Return every address that was asked for since the last time."""
        entries = self.chrome.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        sent = [m for m in messages if m["method"] == "Network.requestWillBeSent"]
        return [message["params"]["request"]["url"] for message in sent]

    def theme(self, name: str) -> None:
        """Prefer light or dark."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.tell("Emulation.setEmulatedMedia", features=features)

    def wide(self, pixels: int) -> None:
        """Make the page that wide."""
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=pixels, height=800, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def printed(self) -> bytes:
        """Return the page on paper, as a PDF."""
        return b64decode(self.tell("Page.printToPDF", preferCSSPageSize=True)["data"])
