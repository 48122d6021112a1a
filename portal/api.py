"""The public API: the same answer as the page, as JSON. Its contract is portal/openapi.json."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from pemilu.pemilih.lookup import Answer, Placement
from pemilu.pemilih.nik import NikWarning
from pemilu.web.errors import problem
from pemilu.web.i18n import gettext as _
from pemilu.web.ratelimit import SteadyLimiter, limit_lookups
from pemilu.web.services import services
from portal.answer_page import padded
from portal.cek import CekForm, look_up

OPENAPI = Path(__file__).with_name("openapi.json").read_bytes()
FIELDS = {"nik", "nama"}


def build(limiter: SteadyLimiter) -> Blueprint:
    bp = Blueprint("api", __name__, url_prefix="/api/v1")
    bp.post("/cek")(limit_lookups(limiter)(cek))
    bp.get("/openapi.json")(contract)
    return bp


def contract() -> ResponseReturnValue:
    return Response(OPENAPI, mimetype="application/json", headers={"Cache-Control": "public, max-age=3600"})


def cek() -> ResponseReturnValue:
    if request.mimetype != "application/json":
        return problem(
            415, title=_("Jenis kiriman tidak dikenal"), detail=_("Kirim sebagai application/json.")
        )
    fields = _fields(request.get_data())
    if isinstance(fields, str):
        return problem(400, title=_("Permintaan tidak dapat dibaca"), detail=fields)
    form = CekForm(data=fields)
    if not form.validate():
        errors = [{"field": field.name, "detail": str(field.errors[0])} for field in form if field.errors]
        detail = errors[0]["detail"]
        return problem(422, title=_("Isian perlu diperbaiki"), detail=detail, errors=errors)
    response = jsonify(_told(look_up(services(), form), form))
    response.set_data(padded(response.get_data()))
    return response


def _fields(body: bytes) -> dict[str, str] | str:
    """The text fields of a JSON object, or what is wrong with the body."""
    try:
        parsed = json.loads(body.decode(), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return str(_('Isi harus JSON seperti {"nik": "16 angka"}.'))
    if not isinstance(parsed, dict) or not parsed.keys() <= FIELDS:
        return str(_("Kirim satu objek dengan nik, dan bila perlu nama."))
    if not all(isinstance(value, str) for value in parsed.values()):
        return str(_("nik dan nama harus teks dalam tanda kutip, bukan angka."))
    return parsed


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _told(found: Answer, form: CekForm) -> dict[str, Any]:
    s = services()
    situasi = s.situations.now()
    daftar = situasi.daftar
    return {
        "status": found.temuan.value,
        "nik": form.nik.nik.masked,
        "nama_diperiksa": found.nama_diperiksa,
        "tanggal_nik_mustahil": NikWarning.TANGGAL_MUSTAHIL in form.nik.nik.warnings,
        "pemilihan": situasi.jadwal and situasi.jadwal.nama,
        "masa": situasi.keadaan(s.clock.now()).masa.value,
        "daftar": daftar and {"jenis": daftar.jenis.value, "per_tanggal": daftar.per_tanggal.isoformat()},
        "penempatan": [_placement(p) for p in found.placements],
        "contoh": bool(situasi.pemilihan and situasi.pemilihan.contoh),
    }


def _placement(placement: Placement) -> dict[str, Any]:
    tps = placement.tps
    return {
        "nama_samar": placement.nama_samar,
        "pindah_tps": placement.pindah_tps,
        "tps": {
            "kode": tps.kode,
            "nomor": tps.nomor,
            "khusus": tps.khusus,
            "nama": tps.nama,
            "tempat": tps.tempat,
            "alamat": tps.alamat,
            "lintang": tps.lintang,
            "bujur": tps.bujur,
            "buka": tps.buka,
            "tutup": tps.tutup,
            "akses": tps.akses,
            "kelurahan": tps.place.kelurahan,
            "kecamatan": tps.place.kecamatan,
            "kabupaten": tps.place.kabupaten,
            "provinsi": tps.place.provinsi,
        },
    }
