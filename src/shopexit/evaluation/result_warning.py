"""The type of the warnings about an evaluated or planned shop."""

from typing import Annotated

from pydantic import Field

from shopexit.messages import Text, record


@record()
class ResultWarning:
    """A warning about the result; its code does not change between versions."""

    code: str
    says: Text
    stale: Annotated[
        bool, Field(description="old or undated evidence, which --strict counts as missing")
    ] = False
    prevents_ready: Annotated[
        bool, Field(description="missing or contradictory evidence, which prevents `ready`")
    ] = False
    orders: Annotated[
        tuple[str, ...], Field(description="numbers of the orders that it is about, if any")
    ] = ()
