"""The type of the warnings about an evaluated or planned shop."""

from shopexit.messages import Text, record


@record()
class ResultWarning:
    """A warning about an evaluated or planned shop, with a stable code for programs."""

    code: str
    says: Text
    stale: bool = False
    """Whether the evidence is too old or undated, which matters with the option `strict`."""
    lowers: bool = False
    """Whether the warning prevents the verdict READY: contradictory or missing evidence."""
