"""News of officers: in the app at once, by mail in office hours, a digest an hour, nothing personal in it."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import event, select, update

from pemilu.infra.senders import Message, Outcome
from pemilu.infra.turn import alone
from pemilu.laporan.channel import PAUSE, Channel
from pemilu.laporan.deliver import Delivered, Limits
from pemilu.laporan.deliver_staff import MOST_LISTED, STAFF_LIMITS, STAFF_LOCK, deliver_staff_news
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Kasus, Laporan, Pemberitahuan
from pemilu.laporan.notices import Situs
from pemilu.laporan.staff_news import tell
from pemilu.laporan.status import Status
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from tests.factories import KELURAHAN, NAMA, TERDAFTAR
from tests.integration.admin.room import Room
from tests.integration.outbox import Recorder

N = JenisPemberitahuan
SITUS = Situs("Cek Pemilih", "https://petugas.contoh.go.id")
HOUR = timedelta(hours=1)


_accounts = count(1)


class Post:
    """A worker that mails officers, and what it has sent."""

    def __init__(self, room: Room, outcome: Outcome = Outcome.SENT) -> None:
        self.room = room
        self.sender = Recorder(outcome)
        self.channel = Channel(self.sender)
        self.resting: dict[int, datetime] = {}

    def deliver(self, now: datetime | None = None, *, limits: Limits = STAFF_LIMITS) -> Delivered:
        return deliver_staff_news(
            self.room.database,
            self.channel,
            now=now or self.room.clock.now(),
            situs=SITUS,
            resting=self.resting,
            limits=limits,
        )

    @property
    def letters(self) -> list[Message]:
        return self.sender.messages


def address(officer: Officer) -> str:
    return f"{officer.akun}@contoh.id"


def hire(room: Room, peran: Peran = Peran.PPS, wilayah: str | None = None) -> Officer:
    akun = f"{peran.value}-{next(_accounts)}"
    return room.hire(peran, wilayah, akun=akun, surel=f"{akun}@contoh.id")


def news(room: Room, officer: Officer, *kinds: JenisPemberitahuan) -> list[Receipt]:
    """One report for each piece of news."""
    receipts = [room.office.file() for _ in kinds]
    with room.database.transaction() as session:
        for receipt, jenis in zip(receipts, kinds, strict=True):
            laporan_id = session.scalars(select(Laporan.id).where(Laporan.nomor == receipt.nomor)).one()
            tell(session, [(officer.id, laporan_id, jenis)], now=room.clock.now())
    return receipts


def unsent(room: Room) -> int:
    with room.database.reading() as session:
        return len(session.scalars(select(Pemberitahuan.id).where(Pemberitahuan.dikirim.is_(None))).all())


@pytest.fixture
def post(room: Room) -> Post:
    return Post(room)


@pytest.fixture
def sqlite_post(sqlite_room: Room) -> Post:
    return Post(sqlite_room)


def local(hour: int, minute: int = 0) -> datetime:
    """That hour in WIB on the day of the tests."""
    return datetime.fromisoformat(f"2024-09-22T{hour:02}:{minute:02}:00+07:00")


def test_one_digest_lists_numbers_and_what_happened_and_nothing_personal(post: Post) -> None:
    officer = hire(post.room)
    half, late = news(post.room, officer, N.SEPARUH_WAKTU, N.LEWAT_DAN_NAIK)
    assert post.deliver() == Delivered(sent=1)
    [letter] = post.letters
    assert letter.to == address(officer)
    assert letter.subject == "2 laporan perlu perhatian Anda"
    lines = letter.text.splitlines()
    assert lines[:2] == ["Lewat tenggat, naik satu tingkat:", f"- {late.nomor}"]
    assert f"- {half.nomor}" in lines
    assert "https://petugas.contoh.go.id/antrean" in letter.text
    for secret in (NAMA, TERDAFTAR, half.kode, late.kode, "?", officer.nama):
        assert secret not in letter.text
    assert unsent(post.room) == 0
    assert post.deliver(post.room.clock.now() + 2 * HOUR) == Delivered()


def test_an_officer_gets_at_most_one_mail_an_hour(post: Post) -> None:
    officer, now = hire(post.room), post.room.clock.now()
    news(post.room, officer, N.SEPARUH_WAKTU)
    post.deliver()
    news(post.room, officer, N.HAMPIR_HABIS, N.DITUGASKAN)
    assert post.deliver(now + HOUR - timedelta(seconds=1)) == Delivered()
    assert post.deliver(now + HOUR) == Delivered(sent=1)
    assert [letter.subject for letter in post.letters] == [
        "1 laporan perlu perhatian Anda",
        "2 laporan perlu perhatian Anda",
    ]


@pytest.mark.parametrize(
    ("wilayah", "peran", "at", "written"),
    [
        ("1371031004", Peran.PPS, local(6, 59), False),
        ("1371031004", Peran.PPS, local(7), True),
        ("1371031004", Peran.PPS, local(19, 59), True),
        ("1371031004", Peran.PPS, local(20), False),
        ("9171", Peran.KPU_KABKO, local(5), True),
        ("9171", Peran.KPU_KABKO, local(18), False),
        ("7371", Peran.KPU_KABKO, local(6), True),
        ("7371", Peran.KPU_KABKO, local(19), False),
        (None, Peran.KPU_RI, local(7), True),
        (None, Peran.KPU_RI, local(6, 59), False),
        (None, Peran.KPU_RI, local(20), False),
    ],
)
def test_mail_goes_out_in_the_office_hours_of_the_officers_own_region(
    sqlite_post: Post, wilayah: str | None, peran: Peran, at: datetime, written: bool
) -> None:
    room = sqlite_post.room
    elsewhere = [f"{wilayah}{more}" for more in ("", "01", "011001")] if wilayah in {"9171", "7371"} else []
    if elsewhere:
        room.office.add_regions(dict.fromkeys([elsewhere[0][:2], *elsewhere], "Wilayah"))
    [receipt] = news(room, hire(room, peran, wilayah), N.SEPARUH_WAKTU)
    if elsewhere:  # who may not see the report is told nothing of it
        with room.database.transaction() as session:
            of_it = update(Laporan).where(Laporan.nomor == receipt.nomor)
            session.execute(of_it.values(kelurahan=elsewhere[-1]))
    assert bool(sqlite_post.deliver(at).sent) is written
    assert unsent(room) == int(not written)


def test_officers_without_an_address_or_an_account_in_use_get_none(sqlite_post: Post) -> None:
    room = sqlite_post.room
    gone = hire(room)
    news(room, gone, N.SEPARUH_WAKTU)
    news(room, room.hire(Peran.PPS), N.SEPARUH_WAKTU)
    with room.database.transaction() as session:
        session.get_one(Petugas, gone.id).aktif = False
    assert sqlite_post.deliver() == Delivered()
    assert unsent(room) == 2


def test_news_of_reports_that_are_answered_meanwhile_is_not_mailed(sqlite_post: Post) -> None:
    room = sqlite_post.room
    officer = hire(room)
    answered, still_open = news(room, officer, N.SEPARUH_WAKTU, N.HAMPIR_HABIS)
    room.office.set(answered, status=Status.DISETUJUI)
    assert sqlite_post.deliver() == Delivered(sent=1)
    assert answered.nomor not in sqlite_post.letters[0].text
    room.office.set(still_open, status=Status.DITOLAK)
    [other] = news(room, hire(room), N.HAMPIR_HABIS)
    room.office.set(other, status=Status.DITOLAK)
    assert sqlite_post.deliver() == Delivered()
    assert unsent(room) == 0


@pytest.mark.parametrize("lifted", [{"disanggah": True}, {"kasus_id": 7}, {"kelurahan": "1371031005"}])
def test_news_of_reports_that_were_lifted_away_meanwhile_is_not_mailed(
    sqlite_post: Post, lifted: dict[str, object]
) -> None:
    room = sqlite_post.room
    room.office.add_regions({"1371031005": "Ulak Karang"})
    room.office.add(
        Kasus(id=7, kelurahan=KELURAHAN, tanggal=room.clock.now().date(), dibuka=room.clock.now())
    )
    gone, theirs = news(room, hire(room), N.SEPARUH_WAKTU, N.HAMPIR_HABIS)
    above = hire(room, Peran.PPK)
    with room.database.transaction() as session:
        tell(session, [(above.id, room.office.laporan(gone).id, N.KEBERATAN)], now=room.clock.now())
    room.office.set(gone, pemegang_tingkat=TingkatPanitia.PPK, pemegang_wilayah=str(above.wilayah), **lifted)
    assert sqlite_post.deliver() == Delivered(sent=2)
    letters = {letter.to: letter.text for letter in sqlite_post.letters}
    assert gone.nomor in letters.pop(address(above))
    [text] = letters.values()
    assert (gone.nomor in text, theirs.nomor in text) == (False, True)
    assert unsent(room) == 0


def test_a_long_digest_ends_with_how_many_more(sqlite_post: Post) -> None:
    room = sqlite_post.room
    news(room, hire(room), *[N.SEPARUH_WAKTU] * (MOST_LISTED + 3))
    sqlite_post.deliver()
    assert sqlite_post.letters[0].text.count("- LP-") == MOST_LISTED
    assert "dan 3 lainnya" in sqlite_post.letters[0].text


def test_a_worker_that_dies_after_sending_sends_the_same_message_again(post: Post) -> None:
    news(post.room, hire(post.room), N.SEPARUH_WAKTU)

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE pemberitahuan"):
            raise KeyboardInterrupt

    engine = post.room.database.engine
    event.listen(engine, "before_cursor_execute", die)
    with pytest.raises(KeyboardInterrupt):
        post.deliver()
    event.remove(engine, "before_cursor_execute", die)
    assert post.deliver() == Delivered(sent=1)
    first, second = post.letters
    assert (first.uid, first.to, first.text) == (second.uid, second.to, second.text)


def test_while_one_worker_mails_another_does_nothing(post: Post) -> None:
    news(post.room, hire(post.room), N.SEPARUH_WAKTU)
    with alone(post.room.database, STAFF_LOCK):
        assert post.deliver() == Delivered()
    assert post.deliver() == Delivered(sent=1)


def test_citizens_can_file_while_a_mail_server_takes_its_time(post: Post) -> None:
    news(post.room, hire(post.room), N.SEPARUH_WAKTU)
    post.sender.before = lambda _message: post.room.office.file() and None
    assert post.deliver() == Delivered(sent=1)


@pytest.mark.parametrize(("outcome", "rest"), [(Outcome.UNAVAILABLE, PAUSE), (Outcome.REFUSED, HOUR)])
def test_a_mail_that_nobody_took_is_tried_again_later(
    sqlite_room: Room, outcome: Outcome, rest: timedelta
) -> None:
    post, now = Post(sqlite_room, outcome), sqlite_room.clock.now()
    news(sqlite_room, hire(sqlite_room), N.SEPARUH_WAKTU)
    assert post.deliver() == Delivered(failed=1)
    assert post.deliver(now + rest - timedelta(seconds=1)) == Delivered()
    post.sender.outcome = Outcome.SENT
    assert post.deliver(now + rest) == Delivered(sent=1)


def test_a_server_that_is_down_is_left_alone_and_costs_no_officer_an_hour(sqlite_room: Room) -> None:
    post, now = Post(sqlite_room, Outcome.UNAVAILABLE), sqlite_room.clock.now()
    for _ in range(7):
        news(sqlite_room, hire(sqlite_room), N.SEPARUH_WAKTU)
    assert post.deliver().failed == 5
    assert post.deliver(now + PAUSE / 2) == Delivered()
    post.sender.outcome = Outcome.SENT
    assert post.deliver(now + PAUSE).sent == 7


def test_a_batch_and_an_hour_have_a_limit(sqlite_post: Post) -> None:
    for _ in range(5):
        news(sqlite_post.room, hire(sqlite_post.room), N.SEPARUH_WAKTU)
    few = Limits(hourly=4, batch=2)
    now = sqlite_post.room.clock.now()
    assert sqlite_post.deliver(limits=few) == Delivered(sent=2, more=True)
    assert sqlite_post.deliver(limits=few) == Delivered(sent=2, more=True)
    assert sqlite_post.deliver(limits=few) == Delivered()
    assert sqlite_post.deliver(now + HOUR, limits=few) == Delivered(sent=1)


def test_the_same_news_is_put_before_an_officer_once(room: Room) -> None:
    officer = hire(room)
    receipt = room.office.file()
    laporan = room.office.laporan(receipt)
    for later in range(2):
        with room.database.transaction() as session:
            one = (officer.id, laporan.id, N.SEPARUH_WAKTU)
            tell(session, [one, one], now=room.clock.now() + timedelta(hours=later))
    assert unsent(room) == 1
