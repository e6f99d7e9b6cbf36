"""The type of warnings about a result."""

from shopexit.messages import Text, record


@record()
class ResultWarning:
    """A warning about a result, with a stable code for programs."""

    code: str
    says: Text
    stale: bool = False
    """Whether the evidence is too old or undated, which matters if `strict`."""
    lowers: bool = False
    """Whether the warning prevents the verdict READY: contradictory or missing evidence."""
