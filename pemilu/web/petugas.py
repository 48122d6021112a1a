"""Who helps a citizen face to face."""

from pemilu.tahapan.stage import Masa
from pemilu.web.i18n import gettext as _


def petugas(masa: Masa) -> str:
    """Whom to go to: a PPS stands only while an election is on, KPU Kab/Kota always."""
    if masa is Masa.DI_LUAR_PEMILIHAN:
        return _("kantor KPU Kabupaten/Kota")
    return _("PPS di kantor desa atau kelurahan")
