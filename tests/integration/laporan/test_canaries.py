"""All that is personal in a report goes through every journey; then it is looked for wherever bytes lie."""

import base64
import hashlib
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, select, text
from sqlalchemy.exc import OperationalError

from pemilu.infra import log
from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.db import Database
from pemilu.infra.envelope import PrivateOpener, open_content
from pemilu.infra.files import SealedFiles
from pemilu.infra.keyring import PORTAL_PURPOSES, KeyMissing, Keyring
from pemilu.infra.senders import FolderSender
from pemilu.laporan.channel import Channel
from pemilu.laporan.deliver import Limits, deliver_due
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Bukti, Kabar, Laporan
from pemilu.laporan.notices import Kanal, Situs, tujuan_context
from pemilu.laporan.store import page_context, thumbnail_context
from pemilu.laporan.submit import content_context, objection_context
from pemilu.pemilih.models import Pemilih
from pemilu.web.lapor_form import ALWAYS, FIELDS
from pemilu.web.services import EXTENSION
from tests.factories import KELURAHAN
from tests.integration.laporan import canary
from tests.integration.laporan.canary import Found, answered, contents, dump, held, search, slices, spellings
from tests.integration.laporan.forms import send
from tests.integration.laporan.journeys import Travels, travel
from tests.integration.laporan.office import Office, open_office

Visit = Callable[[Office], FlaskClient]
NEEDLES = spellings()
SQL = logging.getLogger("sqlalchemy")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Logging as in production, but of everything (of SQL when a test says so)."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(sys, "stdout", written)
    log.configure()
    logging.getLogger().setLevel(logging.DEBUG)
    return written


@dataclass(frozen=True, slots=True)
class Scene:
    """An office after all journeys, with everything that they left anywhere."""

    office: Office
    travels: Travels
    redis_url: str
    notices: Path
    logged: StringIO

    @property
    def keys(self) -> Keyring:
        return self.office.roll.keyring

    def places(self) -> dict[str, bytes]:
        return (
            dump(self.office.database)
            | contents(self.office.folder.rglob("*"))
            | contents(self.notices.rglob("*"))
            | held(self.redis_url)
            | answered(self.travels.answers)
            | {"log": self.logged.getvalue().encode()}
        )

    def reports(self) -> list[Laporan]:
        with self.office.database.reading() as session:
            return list(session.scalars(select(Laporan).order_by(Laporan.id)))

    def pages(self, laporan: Laporan) -> list[tuple[bytes, bytes]]:
        """The pictures of a report and their thumbnails, opened by staff, in the order they were sent."""
        with self.office.database.reading() as session:
            here = select(Bukti).where(Bukti.laporan_id == laporan.id).order_by(Bukti.id)
            return [
                (
                    self._open(page.berkas, page.kunci, page_context(page.uid)),
                    self._open(page.kecil, page.kunci_kecil, thumbnail_context(page.uid)),
                )
                for page in session.scalars(here)
            ]

    def _open(self, name: str, key: bytes, context: bytes) -> bytes:
        opener = self.keys.report_opener()
        with SealedFiles(self.office.folder).open(name) as file:
            return b"".join(open_content(file, key, opener=opener, context=context))


@pytest.fixture
def scene(database: Database, tmp_path: Path, redis_url: str, visit: Visit, logged: StringIO) -> Scene:
    office = open_office(database, tmp_path / "berkas", REDIS_URL=redis_url)
    services = office.services
    intake = replace(services.intake, cleaner=Cleaner())
    office.app.extensions[EXTENSION] = replace(services, intake=intake)
    office.roll.pemilih(office.roll.tps(7), canary.NIK_TARGET, nama=canary.NAMA_TARGET)
    office.roll.publish()
    _take_away_the_roll(database)
    SQL.setLevel(logging.DEBUG)  # statements, and every row that the portal reads
    travels = travel(office, visit)
    SQL.setLevel(logging.WARNING)
    return Scene(office, travels, redis_url, tmp_path / "kabar", logged)


def _take_away_the_roll(database: Database) -> None:
    """A portal needs what is published of it, and may be given no more: the roll itself holds names."""
    with database.transaction() as session:
        session.execute(delete(Pemilih))
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def tell(scene: Scene) -> int:
    """Send the notices that wait, as an operator without a mail server does; how many."""
    channels = {kanal: Channel(FolderSender(scene.notices)) for kanal in Kanal}
    return deliver_due(
        scene.office.database,
        scene.keys.report_opener(),
        channels,
        now=scene.office.clock.now(),
        limits=Limits(),
        situs=Situs("Cek Pemilih", "http://127.0.0.1:8000"),
    ).sent


def test_nothing_personal_lies_anywhere(scene: Scene) -> None:
    assert all(answer.status_code < 500 for answer in scene.travels.answers)
    pictures = {
        piece: name
        for laporan in scene.reports()
        for page in scene.pages(laporan)
        for picture in page
        for piece, name in slices(picture).items()
    }
    assert len(pictures) > 20
    assert search(scene.places(), NEEDLES | pictures) == []
    assert tell(scene) == 4
    assert search(scene.places(), NEEDLES | pictures) == []
    for kind in ("laporan.", "file ", "redis ", "answer "):
        assert [where for where in scene.places() if where.startswith(kind)], kind
    assert "INSERT INTO laporan" in scene.logged.getvalue()


def test_staff_open_all_of_it_and_it_is_what_was_sent(scene: Scene) -> None:
    opener = scene.keys.report_opener()
    reports = scene.reports()
    assert [laporan.nomor for laporan in reports] == list(scene.travels.sent)
    for laporan in reports:
        sent = scene.travels.sent[laporan.nomor]
        fields = (*FIELDS[laporan.jenis], *ALWAYS)
        written = {name: sent[name] for name in fields if sent.get(name)} | {"benar": "True"}
        assert json.loads(opener.open(laporan.isi, content_context(laporan.nomor))) == written
        shown = [[canary.stripes(Image.open(BytesIO(one))) for one in page] for page in scene.pages(laporan)]
        given = scene.travels.pictures[laporan.nomor]
        assert shown == [[canary.stripes(Image.open(BytesIO(picture)))] * 2 for picture in given]
    reason = opener.open(reports[0].keberatan or b"", objection_context(reports[0].nomor))
    assert reason.decode() == scene.travels.objection
    assert {opener.open(k.tujuan, tujuan_context(k.uid)).decode() for k in notices(scene)} == {
        canary.EMAIL,
        f"+62{canary.TELEPON[1:]}",
    }


def notices(scene: Scene) -> list[Kabar]:
    with scene.office.database.reading() as session:
        return list(session.scalars(select(Kabar)))


def test_the_portal_opens_none_of_it_with_any_key_it_has(scene: Scene) -> None:
    keys = scene.keys.only(PORTAL_PURPOSES)
    with pytest.raises(KeyMissing):
        keys.report_opener()
    laporan = scene.reports()[0]
    (uid, tujuan), *_rest = [(kabar.uid, kabar.tujuan) for kabar in notices(scene)]
    for kids in keys.keys.values():
        opener = PrivateOpener(kids)
        with pytest.raises(BoxDoesNotOpen):
            opener.open(laporan.isi, content_context(laporan.nomor))
        with pytest.raises(BoxDoesNotOpen):
            opener.open(tujuan, tujuan_context(uid))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError(f"{canary.NIK_TARGET} {canary.NAMA_TARGET}"), 500),
        (OperationalError(f"INSERT '{canary.NIK_TARGET}'", {"nama": canary.NAMA_TARGET}, Exception()), 503),
    ],
    ids=["ours", "database"],
)
def test_an_error_while_filing_tells_nothing_either(
    sqlite_office: Office,
    visit: Visit,
    logged: StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("pemilu.laporan.intake.submit", fail)
    person = {"nik": canary.NIK_TARGET, "nama": canary.NAMA_TARGET, "email": canary.EMAIL}
    answer = send(visit(sqlite_office), JenisLaporan.PERBAIKAN_DATA, **person)
    assert answer.status_code == status
    assert '"tingkat": "ERROR"' in logged.getvalue()
    assert search(answered([answer]) | {"log": logged.getvalue().encode()}, NEEDLES) == []


def _in_a_column(scene: Scene) -> None:
    with scene.office.database.transaction() as session:
        session.execute(
            text("UPDATE wilayah SET nama = :nama WHERE kode = :kode"),
            {"nama": canary.NAMA_TARGET, "kode": KELURAHAN},
        )


def _in_a_blob(scene: Scene) -> None:
    with scene.office.database.transaction() as session:
        session.execute(
            text("UPDATE laporan SET keberatan = :isi"), {"isi": canary.EMAIL.encode("utf-16-le")}
        )


def _in_a_file(scene: Scene) -> None:
    (scene.office.folder / "ab" / "x").write_bytes(bytes(99) + canary.photograph(["red"] * 4)[:600])


def _in_a_file_name(scene: Scene) -> None:
    (scene.office.folder / f"{canary.NIK_TARGET}.jpg").touch()


def _in_a_notice(scene: Scene) -> None:
    scene.notices.mkdir()
    (scene.notices / "x.txt").write_text(f"Kepada {canary.TELEPON}")


def _in_redis(scene: Scene) -> None:
    with redis.Redis.from_url(scene.redis_url) as store:
        store.zadd("LIMITS", {canary.NIK_PELAPOR: 1})


def _in_the_log(scene: Scene) -> None:
    scene.logged.write(f"GET /?nik={canary.NIK_TARGET}\n")


def _in_a_cookie(scene: Scene) -> None:
    scene.travels.answers[-1].headers.add("Set-Cookie", f"siapa={canary.NAMA_PELAPOR}")


PLANTED = [
    (_in_a_column, {"wilayah.nama"}, {"name of the voter", "surname of the voter"}),
    (_in_a_blob, {"laporan.keberatan"}, {"mailbox"}),
    (_in_a_file, {"file x"}, {"a picture in clear", "a picture's comment"}),
    (_in_a_file_name, {f"file {canary.NIK_TARGET}.jpg"}, {"nik of the voter"}),
    (_in_a_notice, {"file x.txt"}, {"telephone"}),
    (_in_redis, {"redis b'LIMITS'"}, {"nik of the reporter"}),
    (_in_the_log, {"log"}, {"nik of the voter"}),
    (_in_a_cookie, {"answer"}, {"name of the reporter", "surname of the reporter"}),
]


def test_a_canary_that_is_planted_is_found_where_it_lies(scene: Scene) -> None:
    for plant, places, what in PLANTED:
        before = set(search(scene.places(), NEEDLES))
        plant(scene)
        found = set(search(scene.places(), NEEDLES)) - before
        assert {_place(one) for one in found} - {"the database itself"} == places, plant
        assert {one.what.partition(",")[0] for one in found} == what, plant


def _place(found: Found) -> str:
    if found.where.startswith("answer"):
        return "answer"
    return "the database itself" if found.where.startswith("file pemilu.db") else found.where


def _spelled() -> Iterator[tuple[str, bytes]]:
    nik, name = canary.NIK_TARGET.encode(), b"Zulfikri Kesturiawan"
    yield "plain", b"nik=" + nik
    yield "capitals", name.upper()
    yield "utf-16", name.decode().encode("utf-16")
    yield "hex", nik.hex().upper().encode()
    yield "url", b"email=kesturi.wira%40contoh.id"
    yield "groups", b"1399 9951 0783 0528"
    for before in range(3):
        yield f"base64 after {before}", base64.b64encode(b"xyz"[:before] + nik + b"tail")
        yield f"base64 of a name after {before}", base64.urlsafe_b64encode(b"xyz"[:before] + name)
    for kind in ("md5", "sha1", "sha256"):
        digest = hashlib.new(kind, nik)
        yield kind, digest.digest()
        yield f"{kind} in hex", digest.hexdigest().encode()
        yield f"{kind} in base64", base64.b64encode(digest.digest())


@pytest.mark.parametrize(
    "content", [content for _, content in _spelled()], ids=[name for name, _ in _spelled()]
)
def test_it_is_found_however_it_is_written(content: bytes) -> None:
    assert search({"here": b"\x00before" + content + b"after"}, NEEDLES)
    assert not search({"here": b"\x00before" + content[::-1][:-1] + b"after"}, NEEDLES)
