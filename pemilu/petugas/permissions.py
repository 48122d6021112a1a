"""Who may do what. One table; the admin app is closed to what it does not name (design of roles)."""

from enum import StrEnum

from pemilu.petugas.kinds import Peran


class Permission(StrEnum):
    """Something a role may do inside its wilayah."""

    OWN_ACCOUNT = "akun-sendiri"
    READ_REPORTS = "baca-laporan"
    WORK_ON_REPORTS = "kerjakan-laporan"
    DECIDE = "putuskan"
    OPEN_IDENTITY = "buka-identitas"
    ENTER_AT_DESK = "terima-di-meja"
    EDIT_TEMPLATES = "ubah-templat"
    SEE_DASHBOARD = "lihat-rekap"
    EXPORT = "ekspor"
    READ_AUDIT = "baca-audit"
    MANAGE_STAFF = "kelola-petugas"
    OPEN_KIOSK = "buka-kios"


P = Permission
_READS = frozenset({P.OWN_ACCOUNT, P.READ_REPORTS, P.SEE_DASHBOARD})
_ANSWERS = _READS | {P.WORK_ON_REPORTS, P.OPEN_IDENTITY, P.ENTER_AT_DESK, P.OPEN_KIOSK}
_OVERSEES = _READS | {P.EXPORT, P.READ_AUDIT, P.MANAGE_STAFF}

PERMISSIONS: dict[Peran, frozenset[Permission]] = {
    Peran.PPS: _ANSWERS,
    Peran.PPK: _ANSWERS | _OVERSEES,
    Peran.KPU_KABKO: _ANSWERS | _OVERSEES | {P.DECIDE, P.EDIT_TEMPLATES},
    Peran.KPU_PROV: _OVERSEES | {P.EDIT_TEMPLATES},
    Peran.KPU_RI: _OVERSEES | {P.EDIT_TEMPLATES},
    Peran.PENGAWAS: _READS | {P.EXPORT, P.READ_AUDIT},
    Peran.OPERATOR: frozenset({P.OWN_ACCOUNT, P.READ_AUDIT}),
}


def permits(peran: Peran, permission: Permission) -> bool:
    return permission in PERMISSIONS[peran]
