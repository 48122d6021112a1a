"""The response rule of an election, and why a date is what it is, in the form kept with the report."""

from typing import Any

from pemilu.tahapan.deadline import Deadline, RuleTanggapan
from pemilu.tahapan.models import Pemilihan


def rule_of(pemilihan: Pemilihan) -> RuleTanggapan:
    """The rule by which its reports must be answered. Raises BadRule."""
    return RuleTanggapan(
        aturan=pemilihan.aturan_tanggapan,
        versi=pemilihan.versi_aturan,
        hari=pemilihan.hari_tanggapan,
        hari_kerja=pemilihan.hari_kerja,
    )


def facts_of(deadline: Deadline) -> dict[str, Any]:
    """Why the date is what it is, kept with the report: a later rule never moves it."""
    why = deadline.why
    return {
        "aturan": why.rule.aturan.value,
        "versi": why.rule.versi,
        "hari": why.rule.hari,
        "hari_kerja": why.rule.hari_kerja,
        "dihitung_dari": why.dihitung_dari.isoformat(),
        "dilewati": [{"tanggal": libur.tanggal.isoformat(), "nama": libur.nama} for libur in why.dilewati],
        "tahap_selesai": why.tahap_selesai and why.tahap_selesai.isoformat(),
    }
