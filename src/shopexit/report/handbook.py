"""Addresses of rules in the handbook, the folder of HTML pages that `shopexit site` writes."""

from shopexit.messages import Lang


def page_name(platform: str, procedure: str) -> str:
    """Return the file name of the page about a procedure, the same in both languages."""
    return f"{platform}-{procedure}.html"


def anchor(ref: str) -> str:
    """Return the HTML anchor of a rule on its page: the ID in `ref`, PLATFORM/PROCEDURE/ID."""
    return ref.rpartition("/")[2]


def address(site_url: str | None, lang: Lang, ref: str) -> str | None:
    """Return the URL of the rule `ref` in the handbook published at `site_url`.

    None if `site_url` is not given, or if `ref` names a fact, which has no place in the handbook.
    """
    if not site_url or "." in anchor(ref):
        return None
    platform, procedure, _ = ref.split("/")
    return f"{site_url.rstrip('/')}/{lang}/{page_name(platform, procedure)}#{anchor(ref)}"
