import pytest

from pemilu.wilayah.source import WilayahRow, read_wilayah


@pytest.fixture(scope="session")
def packaged() -> list[WilayahRow]:
    """The regions we ship, read once."""
    return [row for row in read_wilayah() if isinstance(row, WilayahRow)]
