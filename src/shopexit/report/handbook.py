"""Where a rule stands in the handbook, the folder of pages that `shopexit site` writes."""

from shopexit.messages import Lang


def page_name(platform: str, procedure: str) -> str:
    """Return the name of the page about a procedure, which is the same in both languages."""
    return f"{platform}-{procedure}.html"


def anchor(ref: str) -> str:
    """Return where on its page the entry stands that a reference, PLATFORM/PROCEDURE/ID, names."""
    return ref.rpartition("/")[2]


def address(site_url: str | None, lang: Lang, ref: str) -> str | None:
    """Return the address of a rule in a handbook that is published at `site_url`.

    None if no handbook is known, and for what is no rule: a fact that no rule speaks of.
    """
    if not site_url or "." in anchor(ref):
        return None
    platform, procedure, _ = ref.split("/")
    return f"{site_url.rstrip('/')}/{lang}/{page_name(platform, procedure)}#{anchor(ref)}"
