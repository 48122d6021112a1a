"""Notices to citizens: written as rows with the change they tell of, sent later by `pemilu.laporan.deliver`.

A notice bears the public number of the report and the plain address of the site. No name, NIK, place, secret
code or link that opens anything: whoever reads it over a shoulder, or forwards it, gives nothing away.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kabar

UID_BYTES = 16
MAX_LISTED = 10
MAX_SMS = 160


class Kanal(StrEnum):
    """The ways to reach somebody. `PESAN` is SMS or WhatsApp, whichever the gateway sends."""

    EMAIL = "email"
    PESAN = "pesan"


class JenisKabar(StrEnum):
    """What is told. The outcome of a decision is not: it is read with the secret code."""

    DITERIMA = "diterima"
    BUTUH_DOKUMEN = "butuh-dokumen"
    DIPUTUSKAN = "diputuskan"
    DIALIHKAN = "dialihkan"


@dataclass(frozen=True, slots=True)
class Situs:
    """How the site names itself, and its base address as people type it (PUBLIC_BASE_URL)."""

    nama: str
    alamat: str


@dataclass(frozen=True, slots=True)
class Words:
    """A message to one destination, without its address. `subject` is for e-mail."""

    subject: str
    text: str


def queue_notice(
    session: Session,
    laporan_id: int,
    kontak: Kontak,
    jenis: JenisKabar,
    *,
    seal: Callable[[bytes, bytes], bytes],
    index: BlindIndex,
    now: datetime,
) -> None:
    """Add one notice for each channel that `kontak` names, in the caller's transaction: both last or neither.

    `seal` takes what to seal and the context that binds it; `index` gives the address by which notices to the
    same destination find each other.
    """
    for kanal, tujuan in ((Kanal.EMAIL, kontak.email), (Kanal.PESAN, kontak.telepon)):
        if tujuan is None:
            continue
        uid = secrets.token_hex(UID_BYTES)
        session.add(
            Kabar(
                uid=uid,
                laporan_id=laporan_id,
                kanal=kanal.value,
                tujuan=seal(tujuan.encode(), tujuan_context(uid)),
                tujuan_idx=index.of(tujuan),
                jenis=jenis.value,
                dibuat=now,
                berikutnya=now,
            )
        )


def tujuan_context(uid: str) -> bytes:
    """What a sealed address is bound to: moved to another notice it does not open."""
    return b"kabar:" + uid.encode()


def compose(kanal: Kanal, news: Mapping[str, JenisKabar], *, situs: Situs) -> Words:
    """The message about these reports (number -> latest news, at least one): one notice or a digest.

    For `Kanal.PESAN` at most 160 characters of the GSM alphabet, so one SMS.
    """
    return _mail(news, situs) if kanal is Kanal.EMAIL else Words(subject="", text=_sms(news, situs))


_NEWS = {
    JenisKabar.DITERIMA: "sudah kami terima",
    JenisKabar.BUTUH_DOKUMEN: "perlu dokumen tambahan dari Anda",
    JenisKabar.DIPUTUSKAN: "sudah diputuskan",
    JenisKabar.DIALIHKAN: "dialihkan ke petugas lain",
}
_MAIL = """\
{lead}

Untuk melihat keadaannya, buka {alamat} di peramban, pilih Lacak, lalu ketik nomor
laporan dan kode rahasia dari tanda terima Anda.

Kami tidak pernah meminta NIK, kode rahasia, atau kata sandi lewat e-mail, SMS, atau WhatsApp.
Pesan ini dikirim otomatis; balasan tidak dibaca.

{nama}
{alamat}
"""
# The characters of GSM 03.38 that take one septet and that we use; anything else would halve the length.
_GSM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;/-_?&=()+%#@!'\"")


def _mail(news: Mapping[str, JenisKabar], situs: Situs) -> Words:
    if len(news) == 1:
        [(nomor, jenis)] = news.items()
        subject = f"Laporan {nomor} {_NEWS[jenis]}"
        lead = f"{subject}."
    else:
        subject = f"Kabar tentang {len(news)} laporan"
        listed = [f"- {nomor}: {_NEWS[jenis]}" for nomor, jenis in list(news.items())[:MAX_LISTED]]
        lead = "\n".join([f"{subject}:", "", *listed, *_others(news, MAX_LISTED)])
    return Words(subject=subject, text=_MAIL.format(lead=lead, nama=situs.nama, alamat=situs.alamat))


def _sms(news: Mapping[str, JenisKabar], situs: Situs) -> str:
    """The longest wording that is one SMS: fewer numbers before no address, no name before two SMS."""
    for where in (f" Lacak di {situs.alamat}", ""):
        for listed in range(min(len(news), MAX_LISTED), 0, -1):
            text = f"{situs.nama}: {_short(news, listed)}.{where}"
            if len(text) <= MAX_SMS and set(text) <= _GSM:
                return text
    return f"Kabar tentang {len(news)} laporan Anda."


def _short(news: Mapping[str, JenisKabar], listed: int) -> str:
    numbers = list(news)[:listed]
    if len(news) == 1:
        return f"laporan {numbers[0]} {_NEWS[news[numbers[0]]]}"
    return " ".join([f"kabar tentang laporan {', '.join(numbers)}", *_others(news, listed)])


def _others(news: Mapping[str, JenisKabar], listed: int) -> list[str]:
    return [f"dan {len(news) - listed} lainnya"] if len(news) > listed else []
