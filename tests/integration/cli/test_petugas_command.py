"""The operator makes the first accounts and gets lost ones going again."""

import re

import pytest
from sqlalchemy import select

from pemilu.audit.models import Audit
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.wilayah.models import Wilayah
from tests.factories import KELURAHAN, REGIONS
from tests.integration.cli.conftest import Office

LINK = re.compile(r"http://127\.0\.0\.1:8001/undangan/([\w-]{43})")


@pytest.fixture
def ready(office: Office) -> Office:
    """With keys and a few regions."""
    office.done("keys init")
    with office.operator.database.transaction() as session:
        for kode, induk, nama in REGIONS:
            session.merge(Wilayah(kode=kode, induk=induk, nama=nama))
    return office


def accounts(office: Office) -> list[Petugas]:
    with office.operator.database.reading() as session:
        return list(session.scalars(select(Petugas)))


def add(office: Office, *options: object, akun: str = "kpu.padang") -> str:
    return office.done("petugas add", akun, "--nama", "Siti  Contoh", *options)


def test_a_fresh_installation_has_no_accounts(ready: Office) -> None:
    assert "0 akun." in ready.done("petugas list")


def test_the_first_account_comes_with_a_one_time_link(ready: Office) -> None:
    said = add(ready, "--peran", "kpu-kabko", "--wilayah", "13.71")
    assert len(LINK.findall(said)) == 1
    (row,) = accounts(ready)
    assert (row.akun, row.nama, row.peran, row.wilayah) == (
        "kpu.padang",
        "Siti Contoh",
        Peran.KPU_KABKO,
        "1371",
    )
    assert row.sandi is row.totp is None
    assert "kpu.padang\tkpu-kabko\t1371\tbelum disiapkan\tSiti Contoh" in ready.done("petugas list")


@pytest.mark.parametrize("peran", ["kpu-ri", "operator", "pengawas"])
def test_national_roles_need_no_region(ready: Office, peran: str) -> None:
    assert LINK.search(add(ready, "--peran", peran))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--peran", "pps"), "Wilayah tidak cocok"),
        (("--peran", "pps", "--wilayah", "1371"), "Wilayah tidak cocok"),
        (("--peran", "ppk", "--wilayah", "9999.."), "Wilayah tidak cocok"),
        (("--peran", "kpu-kabko", "--wilayah", "1372"), "Wilayah tidak cocok"),
        (("--peran", "operator", "--wilayah", "13"), "Wilayah tidak cocok"),
    ],
)
def test_a_region_that_does_not_fit_is_refused_in_words(
    ready: Office, options: tuple[str, ...], told: str
) -> None:
    assert told in ready.refused("petugas add", "siti", "--nama", "Siti", *options)
    assert accounts(ready) == []


@pytest.mark.parametrize("akun", ["1399990101900001", "Siti", "s", "siti aminah", "a1399990101900001"])
def test_a_bad_account_name_is_refused(ready: Office, akun: str) -> None:
    said = ready.refused("petugas add", akun, "--nama", "Siti", "--peran", "operator")
    assert "Nama akun" in said
    assert akun not in said or len(akun) < 5


def test_a_name_that_is_taken_is_refused(ready: Office) -> None:
    add(ready, "--peran", "operator")
    assert "sudah dipakai" in ready.refused(
        "petugas add", "kpu.padang", "--nama", "Lain", "--peran", "operator"
    )


def test_a_reset_prints_a_new_link_and_is_recorded_as_the_operators(ready: Office) -> None:
    first = LINK.search(add(ready, "--peran", "pps", "--wilayah", KELURAHAN))
    second = LINK.search(ready.done("petugas reset", "kpu.padang"))
    assert first
    assert second
    assert first[1] != second[1]
    with ready.operator.database.reading() as session:
        rows = list(session.scalars(select(Audit).order_by(Audit.urut)))
    assert {row.pelaku.split(":")[0] for row in rows} == {"operator"}
    assert not any(token in str(row.rincian) for row in rows for token in (first[1], second[1]))


def test_an_account_that_nobody_has_cannot_be_reset(ready: Office) -> None:
    assert "Tidak ada akun bernama siti" in ready.refused("petugas reset", "siti")


def test_without_keys_no_account_is_made(office: Office) -> None:
    assert "keys init" in office.refused("petugas add", "siti", "--nama", "Siti", "--peran", "operator")
    assert accounts(office) == []
