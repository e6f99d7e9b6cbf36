"""Print the constraints that stand for the oldest versions a pyproject.toml allows.

    python .ci/oldest.py pyproject.toml >oldest.txt

Each `name>=version` of the dependencies and of the extras becomes `name==version`; what they need
themselves is left to pip.
"""

import re
import sys
import tomllib
from pathlib import Path


def main() -> None:
    """Read the file named in the call."""
    project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    for requirement in (*project["dependencies"], *(each for extra in extras for each in extra)):
        if found := re.match(r"([A-Za-z0-9._-]+)>=([0-9.]+)", requirement):
            print(f"{found[1]}=={found[2]}")


if __name__ == "__main__":
    main()
