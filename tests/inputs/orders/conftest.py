"""Fixtures of the tests of order exports."""

import exportfiles as files
import pytest
from exportedorders import count, figures, kuaishou


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return what ORDERS come to in a plain file."""
    folder = tmp_path_factory.mktemp("plain")
    return figures(count(files.write_csv(folder / "orders.csv", kuaishou())))
