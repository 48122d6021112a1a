"""From a checked form to the one call of the domain that does the act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from admin import tindakan_form as forms
from admin.door import officer
from admin.staff import staff
from admin.tujuan import TypedUnfit, wanted_target
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.ask import ask_document
from pemilu.laporan.code import normalise_number
from pemilu.laporan.decide import decide
from pemilu.laporan.kinds import HasilKunjungan, Putusan
from pemilu.laporan.link import link, unlink
from pemilu.laporan.proposal import Choice
from pemilu.laporan.recommend import recommend, return_
from pemilu.laporan.status import Act
from pemilu.laporan.take import assign, take
from pemilu.laporan.transfer import TargetUnfit, transfer
from pemilu.laporan.visit import visit
from pemilu.pemilih.changes import RollKeys

Form = Any  # the one that stands beside the function in ACTS
BINARY = 16


@dataclass(frozen=True, slots=True)
class Doing:
    """How an act is done: what it is, its form, and the function that does it and gives what was done."""

    act: Act
    form: type[forms.ActForm]
    run: Callable[[str, Form], Act]


def roll() -> RollKeys:
    return RollKeys(staff().keyring.nik_index(), staff().identities)


def _common(form: Form) -> dict[str, Any]:
    return {"versi": form.versi.data, "office": staff().office, "now": staff().clock.now()}


def _take(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        take(session, officer(), nomor, **_common(form))
    return Act.TAKE


def _assign(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        assign(session, officer(), nomor, kepada=form.kepada.data, **_common(form))
    return Act.ASSIGN


def _ask(nomor: str, form: Form) -> Act:
    said = {"alasan": form.alasan.data, "jawaban": form.jawaban.data or ""}
    with staff().writing(officer()) as session:
        ask_document(session, officer(), nomor, **said, **_common(form))
    return Act.ASK_DOCUMENT


def _visit(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        visit(
            session,
            officer(),
            nomor,
            tanggal=forms.must_be_day(form.tanggal.data),
            hasil=HasilKunjungan(form.hasil.data),
            catatan=_note(form),
            **_common(form),
        )
    return Act.VISIT


def _recommend(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        recommend(
            session,
            officer(),
            nomor,
            putusan=Putusan(form.putusan.data),
            alasan=form.alasan.data,
            catatan=form.catatan.data,
            dokumen_diperiksa=form.dokumen_diperiksa.data,
            **_common(form),
        )
    return Act.RECOMMEND


def _transfer(nomor: str, form: Form) -> Act:
    """In a session that may move the row out of the officer's own wilayah."""
    typed = (form.kelurahan_lain.data or "").strip()
    target = wanted_target(form.tujuan.data, typed)
    said: dict[str, Any] = {"alasan": AlasanAlih(form.alasan.data), "catatan": _note(form)}
    try:
        with staff().database.transaction() as session:
            transfer(
                session, officer(), nomor, ke=target.tingkat, wilayah=target.wilayah, **said, **_common(form)
            )
    except TargetUnfit as unfit:
        raise (TypedUnfit(*unfit.args) if typed else unfit) from None
    return Act.TRANSFER


def _link(nomor: str, form: Form) -> Act:
    induk = normalise_number(form.induk.data) or ""
    with staff().writing(officer()) as session:
        link(session, officer(), nomor, induk=induk, **_common(form))
    return Act.MERGE


def _unlink(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        unlink(session, officer(), nomor, **_common(form))
    return Act.UNMERGE


def _return(nomor: str, form: Form) -> Act:
    with staff().writing(officer()) as session:
        return_(session, officer(), nomor, catatan=form.catatan.data, **_common(form))
    return Act.RETURN


def _decide(nomor: str, form: Form) -> Act:
    putusan = Putusan(form.putusan.data)
    with staff().writing(officer()) as session:
        decide(
            session,
            officer(),
            nomor,
            putusan=putusan,
            alasan=form.alasan.data,
            jawaban=form.jawaban.data or "",
            catatan=_note(form),
            roll=roll(),
            choice=Choice(forms.row_of(form.baris.data), form.tps.data),
            **_common(form),
        )
    return Act.APPROVE if putusan is Putusan.SETUJU else Act.REJECT


def _note(form: Form) -> str | None:
    return (form.catatan.data or "").strip() or None


ACTS: Mapping[str, Doing] = {
    "ambil": Doing(Act.TAKE, forms.ActForm, _take),
    "tugaskan": Doing(Act.ASSIGN, forms.AssignForm, _assign),
    "minta-dokumen": Doing(Act.ASK_DOCUMENT, forms.AskForm, _ask),
    "kunjungan": Doing(Act.VISIT, forms.VisitForm, _visit),
    "rekomendasi": Doing(Act.RECOMMEND, forms.RecommendForm, _recommend),
    "alihkan": Doing(Act.TRANSFER, forms.TransferForm, _transfer),
    "gabung": Doing(Act.MERGE, forms.LinkForm, _link),
    "pisah": Doing(Act.UNMERGE, forms.ActForm, _unlink),
    "kembalikan": Doing(Act.RETURN, forms.ReturnForm, _return),
    "putuskan": Doing(Act.APPROVE, forms.DecideForm, _decide),
}
