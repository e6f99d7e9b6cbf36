"""A warning about a result."""

from shopexit.messages import Text, record


@record()
class ResultWarning:
    """A warning, under a name that programs can rely on."""

    code: str
    says: Text
    stale: bool = False
    """The evidence is too old or undated: under `strict` that is not good enough."""
    lowers: bool = False
    """With it nothing is ready, strict or not: the evidence contradicts itself or is missing."""
