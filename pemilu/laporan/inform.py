"""Telling people of an act: the citizen by a notice, the officers of a committee in their queue.

The contact is opened by the program only to be sealed again on the notice; nobody is shown it.
"""

import json
import logging
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.db import insert_missing
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.kontak import Kontak, parse_email, parse_telepon
from pemilu.laporan.models import Laporan, Pemberitahuan
from pemilu.laporan.notices import JenisKabar, queue_notice
from pemilu.laporan.office import Office
from pemilu.laporan.submit import content_context
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas

log = logging.getLogger(__name__)


def content_of(laporan: Laporan, office: Office) -> dict[str, str]:
    """What the citizen wrote, by field name (`pemilu.web.lapor_form`). Raises BoxDoesNotOpen."""
    plain = office.opener.open(laporan.isi, content_context(laporan.nomor))
    return {str(name): str(value) for name, value in json.loads(plain).items()}


def tell_citizen(
    session: Session, laporan: Laporan, jenis: JenisKabar, *, office: Office, now: datetime
) -> None:
    """Queue a notice to whoever left a contact with the report.

    Where its seal does not open there is nobody to write to; the citizen's own page tells it all the same.
    """
    try:
        isi = content_of(laporan, office)
    except BoxDoesNotOpen:
        # Perhaps an old key is missing from the keyring.
        log.exception("isi laporan tidak terbuka", extra={"nomor": laporan.nomor})
        return
    telepon, email = parse_telepon(isi.get("telepon", "")), parse_email(isi.get("email", ""))
    kontak = Kontak(telepon if isinstance(telepon, str) else None, email if isinstance(email, str) else None)
    queue_notice(session, laporan.id, kontak, jenis, seal=office.sealer.seal, index=office.index, now=now)


def tell_committee(session: Session, laporan: Laporan, jenis: JenisPemberitahuan, *, now: datetime) -> None:
    """Put the news before every active officer of the committee that holds the report now.

    One who was told the same of it before is told anew: it came to them once more.
    """
    peran = Peran(laporan.pemegang_tingkat.value)
    there = (Petugas.peran == peran) & (Petugas.wilayah == laporan.pemegang_wilayah) & Petugas.aktif
    told = {"dibuat": now, "dikirim": None, "dibaca": None}
    for petugas_id in session.scalars(select(Petugas.id).where(there).order_by(Petugas.id)):
        who = {"petugas_id": petugas_id, "laporan_id": laporan.id, "jenis": jenis}
        insert_missing(session, Pemberitahuan, who | told)
        again = update(Pemberitahuan).where(Pemberitahuan.dibuat < now).values(told)
        session.execute(again.filter_by(**who).execution_options(synchronize_session=False))
