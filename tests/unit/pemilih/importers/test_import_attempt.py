"""Whoever starts an import again is told whether the one before was cut off."""

from pathlib import Path

import pytest

from pemilu.pemilih.importers.attempt import attempt


class Broke(Exception):
    pass


def test_an_attempt_that_died_is_told_to_the_next_one_and_to_no_other(tmp_path: Path) -> None:
    report = tmp_path / "laporan.csv"
    died = attempt(report)
    assert died.__enter__() is False
    with attempt(report) as broken_off, attempt(tmp_path / "lain.csv") as other:
        assert (broken_off, other) == (True, False)
    assert list(tmp_path.iterdir()) == []


def test_an_attempt_that_was_refused_is_over(tmp_path: Path) -> None:
    report = tmp_path / "laporan.csv"
    with pytest.raises(Broke), attempt(report):
        raise Broke
    with attempt(report) as broken_off:
        assert broken_off is False


def test_where_nothing_can_be_written_the_import_says_so_itself(tmp_path: Path) -> None:
    with attempt(tmp_path / "tidak-ada" / "laporan.csv") as broken_off:
        assert broken_off is False
