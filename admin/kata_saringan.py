"""Which reports a filter means, in words."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from admin import kata_antrean
from admin.saringan_form import as_values
from admin.staff import staff
from pemilu.laporan.saringan import Saringan
from pemilu.web.i18n import gettext
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.words_laporan import JENIS, STATUS

_OTHERS = {"tps": _("TPS"), "kasus": _("Kasus"), "nomor": _("Nomor")}
_WHOSE = {"saya": _("Hanya yang dikerjakan peminta"), "panitia": _("Hanya yang dipegang panitia peminta")}


def told(saringan: Saringan, *, semua: bool) -> Sequence[str]:
    """Which reports are meant, in words."""
    scope = gettext("Semua, juga yang ditutup") if semua else gettext("Yang masih terbuka")
    where = staff().chooser.names(saringan.wilayah)[-1:] if saringan.wilayah else ()
    kinds: Sequence[tuple[Mapping[Any, object], StrEnum | None]] = (
        (JENIS, saringan.jenis),
        (STATUS, saringan.status),
        (kata_antrean.KEADAAN, saringan.keadaan),
    )
    values = as_values(saringan)
    others = [f"{_OTHERS[name]} {values[name]}" for name in _OTHERS if name in values]
    whose = [str(_WHOSE[name]) for name in _WHOSE if getattr(saringan, name)]
    return [scope, *where, *(str(words[kind]) for words, kind in kinds if kind), *others, *whose]
