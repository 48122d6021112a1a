"""What the forms of the acts are made of: which acts are open to an officer, and what there is to choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.laporan.act import find
from pemilu.laporan.answers import Reasons, prepared
from pemilu.laporan.claim import read_claim
from pemilu.laporan.decide import decidable_from, of_recommending_hand
from pemilu.laporan.joined import could_strike, joined_to
from pemilu.laporan.kinds import JenisLaporan, Putusan
from pemilu.laporan.link import joinable
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.possible import Halangan, Standing, hindrances, possible_acts
from pemilu.laporan.proposal import NOBODY, Meant, rows_meant
from pemilu.laporan.recommend import visited_any
from pemilu.laporan.status import Act, Status
from pemilu.laporan.take import Rekan, colleagues
from pemilu.laporan.transfer import Target, targets
from pemilu.pemilih.changes import RollKeys
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.wilayah.models import Tps
from pemilu.wilayah.zona import Zona


@dataclass(frozen=True, slots=True)
class TpsChoice:
    """A TPS of the report's kelurahan; `nama` is what people call the place."""

    id: int
    nomor: int
    nama: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What an officer can do to one report now. What no possible act needs is empty.

    `minta`, `setuju` and `tolak` are the reasons of a request, an approval, a rejection, with their texts.
    `sejak` is from when it may be decided. `baris` are the rows of the roll that may be meant. `menjawab` is
    how many joined reports get the same answer; `berisiko` and `dikunjungi` hold for any of them together.
    """

    nomor: str
    versi: int
    status: Status
    jenis: JenisLaporan
    berisiko: bool
    zona: Zona
    kelurahan: str
    menjawab: int
    dapat: frozenset[Act]
    halangan: Mapping[Act, Halangan]
    sejak: datetime | None
    rekomendasi: Putusan | None
    minta: Reasons
    setuju: Reasons
    tolak: Reasons
    tujuan: Sequence[Target]
    rekan: Sequence[Rekan]
    gabung: Sequence[str]
    baris: Meant
    tps: Sequence[TpsChoice]
    dikunjungi: bool
    diajukan: date
    hari_ini: date


NOTHING = Reasons({})


def panel(
    session: Session, by: Officer, nomor: str, *, office: Office, roll: RollKeys, now: datetime
) -> Panel:
    """The acts on that report. However many are joined to it, the number of statements is the same.

    Raises:
        NoSuchLaporan.
    """
    laporan = find(session, by, nomor)
    together = (laporan, *joined_to(session, laporan))
    standing = _standing(session, by, together, office=office, now=now)
    can = possible_acts(standing)
    reasons = partial(_reasons, session, laporan, berisiko=could_strike(together))
    today = local_date(now, laporan.zona)
    return Panel(
        **_facts(session, together),
        dapat=can,
        halangan=hindrances(standing),
        sejak=decidable_from(together),
        minta=reasons(None) if Act.ASK_DOCUMENT in can else NOTHING,
        setuju=reasons(Putusan.SETUJU) if can & _SETTLE else NOTHING,
        tolak=reasons(Putusan.TOLAK) if can & _SETTLE else NOTHING,
        tujuan=targets(session, laporan, on=today) if Act.TRANSFER in can else (),
        rekan=colleagues(session, by) if Act.ASSIGN in can else (),
        gabung=joinable(session, by, laporan) if Act.MERGE in can else (),
        baris=rows_meant(session, laporan, office=office, roll=roll) if Act.APPROVE in can else NOBODY,
        tps=_tps(session, laporan) if Act.APPROVE in can else (),
        diajukan=local_date(laporan.diajukan, laporan.zona),
        hari_ini=today,
    )


def _standing(
    session: Session, by: Officer, together: Sequence[Laporan], *, office: Office, now: datetime
) -> Standing:
    """What is dear to find out is asked only where it is for this officer to decide."""
    waits = together[0].status is Status.DIREKOMENDASIKAN and by.may(Permission.DECIDE)
    return Standing(
        by,
        together,
        now,
        one_hand=waits and could_strike(together) and of_recommending_hand(session, by, together),
        readable=not waits or read_claim(together[0], office) is not None,
    )


_AS_THEY_ARE = ("nomor", "versi", "status", "jenis", "zona", "kelurahan", "rekomendasi")
_SETTLE = frozenset({Act.RECOMMEND, Act.APPROVE, Act.REJECT})


def _facts(session: Session, together: Sequence[Laporan]) -> dict[str, Any]:
    laporan, *joined = together
    return {name: getattr(laporan, name) for name in _AS_THEY_ARE} | {
        "berisiko": could_strike(together),
        "menjawab": len(joined),
        "dikunjungi": visited_any(session, together),
    }


def _reasons(session: Session, laporan: Laporan, putusan: Putusan | None, *, berisiko: bool) -> Reasons:
    return prepared(session, laporan.jenis, putusan, kelurahan=laporan.kelurahan, berisiko=berisiko)


def _tps(session: Session, laporan: Laporan) -> Sequence[TpsChoice]:
    if laporan.jenis is not JenisLaporan.SALAH_TPS:
        return ()
    here = (Tps.kelurahan == laporan.kelurahan) & (Tps.pemilihan_id == laporan.pemilihan_id)
    query = select(Tps.id, Tps.nomor, Tps.tempat).where(here).order_by(Tps.nomor)
    return [TpsChoice(*row) for row in session.execute(query)]
