"""Somebody of the staff, signed in, during one request: what every staff act and query is given first."""

from dataclasses import dataclass
from functools import cached_property

from pemilu.infra.errors import DomainError
from pemilu.petugas.kinds import Peran
from pemilu.petugas.permissions import Permission, permits
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.scope import WilayahScope


class NotPermitted(DomainError):
    """That role may not do this. `args[0]` is the permission it lacks."""


@dataclass(frozen=True)
class Officer:
    """`wilayah` None is the whole nation. `permintaan` names the request, for the audit record."""

    id: int
    akun: str
    nama: str
    peran: Peran
    wilayah: KodeWilayah | None
    permintaan: str

    @cached_property
    def scope(self) -> WilayahScope:
        return WilayahScope.of(self.wilayah) if self.wilayah else WilayahScope.national()

    def may(self, permission: Permission) -> bool:
        return permits(self.peran, permission)

    def must(self, permission: Permission) -> None:
        """Raises NotPermitted."""
        if not self.may(permission):
            raise NotPermitted(permission.value)
