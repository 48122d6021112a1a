"""Every table of the schema. Only migrations/env.py imports this, so that no domain module sees them all."""

from pemilu.audit import models as audit
from pemilu.infra.db import Base
from pemilu.laporan import models as laporan
from pemilu.pemilih import models as pemilih
from pemilu.petugas import models as petugas
from pemilu.tahapan import models as tahapan
from pemilu.wilayah import models as wilayah

__all__ = ["audit", "laporan", "metadata", "pemilih", "petugas", "tahapan", "wilayah"]

metadata = Base.metadata
