"""What the forms of the acts are made of: which acts are open to an officer, and what there is to choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.laporan.act import find
from pemilu.laporan.answers import Reasons, prepared
from pemilu.laporan.decide import could_strike, decidable_from
from pemilu.laporan.joined import joined_to
from pemilu.laporan.kinds import JenisLaporan, Putusan
from pemilu.laporan.link import joinable
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.laporan.possible import Halangan, hindrances, possible_acts
from pemilu.laporan.proposal import Meant, rows_meant
from pemilu.laporan.status import Act, Status
from pemilu.laporan.take import Rekan, colleagues
from pemilu.laporan.transfer import Target, targets
from pemilu.laporan.visit import visited
from pemilu.pemilih.changes import RollKeys
from pemilu.petugas.officer import Officer
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
    `sejak` is from when it may be decided. `baris` are the rows of the roll that may be meant.
    """

    nomor: str
    versi: int
    status: Status
    jenis: JenisLaporan
    berisiko: bool
    zona: Zona
    kelurahan: str
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
NOBODY = Meant((), sure=True)


def panel(
    session: Session, by: Officer, nomor: str, *, office: Office, roll: RollKeys, now: datetime
) -> Panel:
    """The acts on that report. The number of statements is constant. Raises NoSuchLaporan."""
    laporan = find(session, by, nomor)
    together = (laporan, *joined_to(session, laporan))
    can = possible_acts(by, together, now=now)
    reasons = partial(_reasons, session, laporan, berisiko=could_strike(together))
    today = local_date(now, laporan.zona)
    return Panel(
        **{name: getattr(laporan, name) for name in _AS_THEY_ARE},
        dapat=can,
        halangan=hindrances(by, together, now=now),
        sejak=decidable_from(together),
        minta=reasons(None) if Act.ASK_DOCUMENT in can else NOTHING,
        setuju=reasons(Putusan.SETUJU) if can & _SETTLE else NOTHING,
        tolak=reasons(Putusan.TOLAK) if can & _SETTLE else NOTHING,
        tujuan=targets(session, laporan, on=today) if Act.TRANSFER in can else (),
        rekan=colleagues(session, by) if Act.ASSIGN in can else (),
        gabung=joinable(session, by, laporan) if Act.MERGE in can else (),
        baris=rows_meant(session, laporan, office=office, roll=roll) if Act.APPROVE in can else NOBODY,
        tps=_tps(session, laporan) if Act.APPROVE in can else (),
        dikunjungi=visited(session, laporan),
        diajukan=local_date(laporan.diajukan, laporan.zona),
        hari_ini=today,
    )


_AS_THEY_ARE = ("nomor", "versi", "status", "jenis", "berisiko", "zona", "kelurahan", "rekomendasi")
_SETTLE = frozenset({Act.RECOMMEND, Act.APPROVE, Act.REJECT})


def _reasons(session: Session, laporan: Laporan, putusan: Putusan | None, *, berisiko: bool) -> Reasons:
    return prepared(session, laporan.jenis, putusan, kelurahan=laporan.kelurahan, berisiko=berisiko)


def _tps(session: Session, laporan: Laporan) -> Sequence[TpsChoice]:
    if laporan.jenis is not JenisLaporan.SALAH_TPS:
        return ()
    here = (Tps.kelurahan == laporan.kelurahan) & (Tps.pemilihan_id == laporan.pemilihan_id)
    query = select(Tps.id, Tps.nomor, Tps.tempat).where(here).order_by(Tps.nomor)
    return [TpsChoice(*row) for row in session.execute(query)]
