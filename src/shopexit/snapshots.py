"""Reading snapshots of shops: from the JSON that shopexit writes, or from a state that is judged.

JSON Lines, and the shops of a fleet, are read one after another, so that of any number of shops no
more than one is in memory. What stands in a file is not trusted, were it written by shopexit or not.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StringConstraints
from pydantic import ValidationError as Invalid

from shopexit import api, change, fleet, report, validation, yamlfile
from shopexit import brief as briefs
from shopexit.change import Days, Snapshot, Standing, Words
from shopexit.dates import Day
from shopexit.entry import Level
from shopexit.errors import Problem, ShopexitError, fail
from shopexit.judge import Outcome, Terms, Verdict
from shopexit.judgement import judged
from shopexit.milestones import Milestone, Stage
from shopexit.records import Record, Source
from shopexit.rulebook import Rulebook, open_book
from shopexit.source import Grade
from shopexit.span import Span
from shopexit.text import Text, clean

