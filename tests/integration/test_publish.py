"""Publishing: what is in force stays until the next list is whole, and says exactly what the roll says."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select, update

from pemilu.infra.db import Database
from pemilu.infra.keyring import generate
from pemilu.pemilih import freeze
from pemilu.pemilih import publish as publishing
from pemilu.pemilih.kinds import JenisKelamin, Keterangan, Tanda
from pemilu.pemilih.lookup import Temuan
from pemilu.pemilih.marked import MarkedRows, count_marked
from pemilu.pemilih.models import Daftar, Pemilih, Terbit
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.pemilih.publish import NothingToPublish, PublishCheckFailed, PublishRunning, publish
from pemilu.pemilih.switch import NoEarlierDaftar, NoSuchDaftar, roll_back, switch_to
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.tahapan.load import activate
from pemilu.wilayah.models import Tps
from tests.factories import ABSEN, GANDA, KHUSUS, NAMA, TERDAFTAR, Roll, published_roll


class Interrupted(Exception):
    pass


def nik(text: str) -> Nik:
    parsed = parse_nik(text)
    assert isinstance(parsed, Nik)
    return parsed


def rows(roll: Roll, daftar: Daftar, text: str) -> list[Terbit]:
    with roll.database.reading() as session:
        of_nik = Terbit.nik_idx == roll.keyring.nik_index().of(text)
        found = session.scalars(
            select(Terbit).where(of_nik, Terbit.daftar_id == daftar.id).order_by(Terbit.urut)
        )
        return list(found)


def lists(roll: Roll) -> list[tuple[JenisDaftar, int, bool]]:
    with roll.database.reading() as session:
        return [(d.jenis, d.versi, d.aktif) for d in session.scalars(select(Daftar).order_by(Daftar.id))]


def go_back(roll: Roll) -> Daftar:
    with roll.database.transaction() as session:
        return roll_back(session)


def publish_with(
    roll: Roll, progress: Callable[[int, int], None], jenis: JenisDaftar = JenisDaftar.DPS
) -> Daftar:
    return publish(
        roll.database,
        pemilihan_id=roll.pemilihan_id,
        jenis=jenis,
        per_tanggal=roll.clock.now().date(),
        keyring=roll.keyring,
        now=roll.clock.now(),
        progress=progress,
    )


def stop_at(people: int) -> Callable[[int, int], None]:
    """Progress that raises once so many people are written."""

    def stop(done: int, _total: int) -> None:
        if done >= people:
            raise Interrupted

    return stop


def test_an_empty_roll_is_not_published(database: Database) -> None:
    roll = Roll(database)
    with pytest.raises(NothingToPublish):
        roll.publish()
    assert not any(active for _jenis, _versi, active in lists(roll))


def test_a_crash_after_any_batch_leaves_the_old_list_answering(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freeze, "BATCH", 1)
    roll = published_roll(database)
    roll.pemilih(roll.tps(7), ABSEN)
    lookup = roll.lookup()
    for batches in range(1, 5):
        with pytest.raises(Interrupted):
            publish_with(roll, stop_at(batches))
        assert lookup.find(nik(ABSEN), None).temuan is Temuan.BELUM_TERDAFTAR
        assert lookup.find(nik(TERDAFTAR), None).temuan is Temuan.TERDAFTAR


def test_the_next_run_removes_what_a_crash_left_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = published_roll(database)
    for jenis in (JenisDaftar.DPSHP, JenisDaftar.DPS):
        with pytest.raises(Interrupted):
            publish_with(roll, stop_at(1), jenis)
    monkeypatch.setattr(publishing, "BATCH", 1)
    daftar = roll.publish()
    assert lists(roll) == [(JenisDaftar.DPS, 1, False), (JenisDaftar.DPS, 2, True)]
    with database.reading() as session:
        stored = session.scalar(select(func.count()).select_from(Terbit))
    assert stored == 2 * daftar.jumlah


def test_a_list_that_lost_a_row_on_the_way_is_not_put_in_force(database: Database) -> None:
    roll = published_roll(database)

    def lose_one(_done: int, _total: int) -> None:
        with database.transaction() as session:
            newest = select(func.max(Daftar.id)).scalar_subquery()
            here = roll.keyring.nik_index().of(TERDAFTAR)
            session.execute(delete(Terbit).where(Terbit.daftar_id == newest, Terbit.nik_idx == here))

    with pytest.raises(PublishCheckFailed):
        publish_with(roll, lose_one)
    assert [active for _jenis, _versi, active in lists(roll)] == [True, False]
    assert roll.lookup().find(nik(TERDAFTAR), None).temuan is Temuan.TERDAFTAR


def test_while_a_list_is_being_written_the_old_one_answers(database: Database) -> None:
    roll = published_roll(database)
    roll.pemilih(roll.tps(7), ABSEN)
    lookup = roll.lookup()
    answers = []
    publish_with(roll, lambda _done, _total: answers.append(lookup.find(nik(ABSEN), None).temuan))
    assert answers == [Temuan.BELUM_TERDAFTAR]
    assert lookup.find(nik(ABSEN), None).temuan is Temuan.TERDAFTAR


def test_a_list_counts_everybody_also_who_has_no_nik(database: Database) -> None:
    roll = Roll(database)
    first, second = roll.tps(1), roll.tps(2)
    roll.tps(3)
    roll.pemilih(first, TERDAFTAR, GANDA, None)
    roll.pemilih(second, KHUSUS, None, None, jenis_kelamin=JenisKelamin.P)
    daftar = roll.publish()
    assert (daftar.jumlah, daftar.jumlah_l, daftar.jumlah_p) == (6, 3, 3)
    assert (daftar.jumlah_tps, daftar.jumlah_tanpa_nik) == (2, 3)
    assert daftar.aktif
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Terbit)) == 3


def test_a_nik_that_stands_twice_has_two_numbered_rows(database: Database) -> None:
    roll = published_roll(database)
    daftar = roll.publish()
    assert [row.urut for row in rows(roll, daftar, GANDA)] == [1, 2]
    assert len(roll.lookup().find(nik(GANDA), None).placements) == 2


def test_a_row_holds_no_name_and_no_nik(database: Database) -> None:
    roll = published_roll(database)
    (row,) = rows(roll, roll.publish(), TERDAFTAR)
    held = repr([getattr(row, column.key) for column in Terbit.__table__.columns])
    assert row.nama_samar == "B*** S******"
    assert TERDAFTAR not in held
    assert not any(word in held for word in NAMA.split())


def test_the_same_roll_has_the_same_digest_in_every_version(database: Database) -> None:
    roll = published_roll(database)
    assert roll.publish().digest == roll.publish(JenisDaftar.DPT).digest


def test_the_same_roll_has_the_same_digest_on_every_backend(
    sqlite_database: Database, postgres_database: Database
) -> None:
    keys = generate()
    digests = {published_roll(db, keys=keys).publish().digest for db in (sqlite_database, postgres_database)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda roll: roll.change(TERDAFTAR, nama="BUDI SANTOSA"),
        lambda roll: roll.change(TERDAFTAR, nama="BUDI SENTOSO"),
        lambda roll: roll.change(TERDAFTAR, tps_id=roll.tps(7)),
        lambda roll: roll.change(TERDAFTAR, nik_idx=roll.keyring.nik_index().of(ABSEN)),
        lambda roll: roll.change(TERDAFTAR, nik_idx=None),
        lambda roll: roll.pemilih(roll.tps(7), ABSEN),
        lambda roll: roll.pemilih(roll.tps(7), GANDA),
        lambda roll: roll.change(GANDA, nama=NAMA),
    ],
    ids=["letter", "same-mask", "tps", "nik", "no-nik", "new", "third-of-a-nik", "namesake"],
)
def test_any_change_of_the_roll_changes_the_digest(
    database: Database, change: Callable[[Roll], None]
) -> None:
    roll = published_roll(database)
    before = roll.publish().digest
    change(roll)
    assert roll.publish().digest != before


def test_who_moved_since_the_list_before_is_flagged_and_nobody_else(database: Database) -> None:
    roll = published_roll(database)
    roll.change(TERDAFTAR, tps_id=roll.tps(7))
    daftar = roll.publish()
    assert [row.tanda for row in rows(roll, daftar, TERDAFTAR)] == [Tanda.PINDAH_TPS]
    assert [row.tanda for row in rows(roll, daftar, KHUSUS) + rows(roll, daftar, GANDA)] == [0, 0, 0]
    assert [row.tanda for row in rows(roll, roll.publish(), TERDAFTAR)] == [0]


def test_of_a_nik_that_stands_twice_each_row_is_compared_with_its_own(database: Database) -> None:
    roll = published_roll(database)
    assert [row.tanda for row in rows(roll, roll.publish(), GANDA)] == [0, 0]
    elsewhere = roll.tps(7)
    roll.pemilih(elsewhere, GANDA)
    with database.transaction() as session:
        first = select(func.min(Pemilih.id)).where(Pemilih.nik_idx == roll.keyring.nik_index().of(GANDA))
        session.execute(update(Pemilih).where(Pemilih.id == first.scalar_subquery()).values(tps_id=elsewhere))
    assert [row.tanda for row in rows(roll, roll.publish(), GANDA)] == [Tanda.PINDAH_TPS, 0, 0]


def test_nobody_moved_in_a_first_list(database: Database) -> None:
    roll = Roll(database)
    roll.pemilih(roll.tps(1), TERDAFTAR)
    assert [row.tanda for row in rows(roll, roll.publish(), TERDAFTAR)] == [0]


def test_a_rollback_answers_from_the_list_before_at_once_and_forth_again(database: Database) -> None:
    roll = published_roll(database)
    roll.pemilih(roll.tps(7), ABSEN)
    newer = roll.publish()
    lookup = roll.lookup()
    assert lookup.find(nik(ABSEN), None).temuan is Temuan.TERDAFTAR
    assert go_back(roll).versi == 1
    assert lookup.find(nik(ABSEN), None).temuan is Temuan.BELUM_TERDAFTAR
    with database.transaction() as session:
        switch_to(session, newer.id)
    assert lookup.find(nik(ABSEN), None).temuan is Temuan.TERDAFTAR


def test_the_first_list_cannot_be_rolled_back(database: Database) -> None:
    roll = published_roll(database)
    with pytest.raises(NoEarlierDaftar):
        go_back(roll)
    assert lists(roll) == [(JenisDaftar.DPS, 1, True)]


def test_without_any_list_there_is_nothing_to_roll_back(database: Database) -> None:
    with pytest.raises(NoEarlierDaftar):
        go_back(Roll(database))


def test_a_rollback_never_lands_on_a_list_that_was_not_finished(database: Database) -> None:
    roll = published_roll(database)
    roll.publish()
    with database.transaction() as session:
        session.execute(delete(Terbit).where(Terbit.daftar_id == 1))
        session.get_one(Daftar, 1).digest = ""
    with pytest.raises(NoEarlierDaftar):
        go_back(roll)


def test_each_kind_of_list_numbers_its_versions(database: Database) -> None:
    roll = published_roll(database)
    roll.publish()
    roll.publish(JenisDaftar.DPSHP)
    assert lists(roll) == [
        (JenisDaftar.DPS, 1, False),
        (JenisDaftar.DPS, 2, False),
        (JenisDaftar.DPSHP, 1, True),
    ]


def next_election(roll: Roll) -> Roll:
    """Another election on the same database, not yet active, with the same person at another TPS."""
    after = Roll(roll.database, keys=roll.keyring, kode="berikut", aktif=False)
    after.pemilih(after.tps(9), TERDAFTAR)
    return after


def test_a_list_of_an_election_in_preparation_answers_nobody(database: Database) -> None:
    roll = published_roll(database)
    next_election(roll).publish()
    (placement,) = roll.lookup().find(nik(TERDAFTAR), None).placements
    assert placement.tps.nomor == 4


def test_with_the_next_election_active_the_old_list_answers_nobody(database: Database) -> None:
    roll = published_roll(database)
    after = next_election(roll)
    with database.transaction() as session:
        activate(session, "berikut")
    lookup = roll.lookup()
    assert lookup.find(nik(TERDAFTAR), None).temuan is Temuan.BELUM_TERDAFTAR
    after.publish()
    (placement,) = lookup.find(nik(TERDAFTAR), None).placements
    assert placement.tps.nomor == 9


def test_nobody_moved_because_of_another_election(database: Database) -> None:
    roll = published_roll(database)
    after = next_election(roll)
    assert [row.tanda for row in rows(after, after.publish(), TERDAFTAR)] == [0]


def test_a_rollback_stays_in_its_election(database: Database) -> None:
    roll = published_roll(database)
    next_election(roll).publish()
    with database.transaction() as session:
        activate(session, "berikut")
    with pytest.raises(NoEarlierDaftar):
        go_back(roll)


def test_the_roll_itself_is_not_touched(database: Database) -> None:
    roll = published_roll(database)
    with database.reading() as session:
        before = session.execute(select(Pemilih.__table__, Tps.__table__).join(Tps)).all()
    roll.publish()
    with database.reading() as session:
        assert session.execute(select(Pemilih.__table__, Tps.__table__).join(Tps)).all() == before


def test_two_publications_at_once_do_not_touch_each_other(database: Database) -> None:
    roll = published_roll(database)
    refused = []

    def meanwhile(_done: int, _total: int) -> None:
        with pytest.raises(PublishRunning):
            roll.publish()
        refused.append(True)

    daftar = publish_with(roll, meanwhile)
    assert refused
    assert daftar.jumlah == 4
    assert lists(roll) == [(JenisDaftar.DPS, 1, False), (JenisDaftar.DPS, 2, True)]
    assert roll.publish().versi == 3


def test_what_another_election_left_unfinished_is_not_ours_to_remove(database: Database) -> None:
    roll = published_roll(database)
    after = next_election(roll)
    with pytest.raises(Interrupted):
        publish_with(after, stop_at(1))
    roll.publish()
    assert (JenisDaftar.DPS, 1, False) in lists(roll)[1:]


def test_a_final_list_with_rows_marked_tms_is_not_published_unasked(database: Database) -> None:
    roll = published_roll(database)
    roll.change(GANDA, keterangan=Keterangan.GANDA)
    roll.change(KHUSUS, keterangan=Keterangan.SALAH_TPS)
    with pytest.raises(MarkedRows) as refused:
        roll.publish(JenisDaftar.DPT)
    assert refused.value.jumlah == 2
    assert lists(roll) == [(JenisDaftar.DPS, 1, True)]
    with database.reading() as session:
        assert count_marked(session, roll.pemilihan_id) == {Keterangan.GANDA: 2}
    assert roll.publish(JenisDaftar.DPSHP).jumlah == 4


def test_a_list_that_was_never_finished_cannot_be_switched_to(database: Database) -> None:
    roll = published_roll(database)
    with pytest.raises(Interrupted):
        publish_with(roll, stop_at(1))
    for nomor in (2, 99):
        with database.transaction() as session, pytest.raises(NoSuchDaftar):
            switch_to(session, nomor)
    assert (JenisDaftar.DPS, 1, True) in lists(roll)


def test_a_list_tells_by_which_key_it_is_read(database: Database) -> None:
    roll = published_roll(database)
    assert roll.publish().kunci_uji == roll.keyring.nik_check() != generate().nik_check()
