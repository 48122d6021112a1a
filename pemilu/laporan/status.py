"""Where a report stands. One table and one function decide what may happen next (docs/laporan-status.md)."""

from enum import StrEnum

from pemilu.infra.errors import DomainError


class Status(StrEnum):
    DITERIMA = "diterima"
    DIVERIFIKASI = "diverifikasi"
    BUTUH_DOKUMEN = "butuh-dokumen"
    DIREKOMENDASIKAN = "direkomendasikan"
    DIALIHKAN = "dialihkan"
    DIGABUNG = "digabung"
    DISETUJUI = "disetujui"
    DITOLAK = "ditolak"
    KEBERATAN = "keberatan"
    DIBATALKAN = "dibatalkan"


class Act(StrEnum):
    """What somebody does to a report."""

    TAKE = "diambil"
    ASK_DOCUMENT = "dokumen-diminta"
    ADD_DOCUMENT = "dokumen-ditambah"
    RECOMMEND = "direkomendasikan"
    TRANSFER = "dialihkan"
    MERGE = "digabung"
    UNMERGE = "dipisah"
    APPROVE = "disetujui"
    REJECT = "ditolak"
    OBJECT = "keberatan"
    CONTEST = "disanggah-pemilih"
    WITHDRAW = "dibatalkan"
    ASSIGN = "ditugaskan"
    VISIT = "dikunjungi"
    RETURN = "dikembalikan"
    WARN = "diingatkan"
    ESCALATE = "dinaikkan"
    UNDO = "diurungkan"


S = Status
OPEN = frozenset({S.DITERIMA, S.DIVERIFIKASI, S.BUTUH_DOKUMEN, S.DIREKOMENDASIKAN, S.DIALIHKAN, S.KEBERATAN})
CLOSED = frozenset(Status) - OPEN
_AT_WORK = frozenset({S.DITERIMA, S.DIVERIFIKASI, S.BUTUH_DOKUMEN, S.DIALIHKAN, S.KEBERATAN})

# The status that follows; None: the report stays where it stands.
TRANSITIONS: dict[Act, tuple[frozenset[Status], Status | None]] = {
    Act.TAKE: (frozenset({S.DITERIMA, S.DIALIHKAN, S.KEBERATAN}), S.DIVERIFIKASI),
    Act.ASK_DOCUMENT: (frozenset({S.DIVERIFIKASI, S.KEBERATAN}), S.BUTUH_DOKUMEN),
    Act.ADD_DOCUMENT: (frozenset({S.BUTUH_DOKUMEN}), S.DIVERIFIKASI),
    # Also when the document that was asked for never comes.
    Act.RECOMMEND: (frozenset({S.DIVERIFIKASI, S.BUTUH_DOKUMEN}), S.DIREKOMENDASIKAN),
    Act.TRANSFER: (_AT_WORK, S.DIALIHKAN),
    Act.MERGE: (_AT_WORK, S.DIGABUNG),
    Act.UNMERGE: (frozenset({S.DIGABUNG}), S.DIVERIFIKASI),
    # One that was joined to another gets the other's answer.
    Act.APPROVE: (frozenset({S.DIREKOMENDASIKAN, S.DIGABUNG}), S.DISETUJUI),
    Act.REJECT: (frozenset({S.DIREKOMENDASIKAN, S.DIGABUNG}), S.DITOLAK),
    Act.OBJECT: (frozenset({S.DITOLAK}), S.KEBERATAN),
    Act.CONTEST: (OPEN, S.KEBERATAN),
    Act.WITHDRAW: (OPEN, S.DIBATALKAN),
    Act.ASSIGN: (OPEN, None),
    Act.VISIT: (frozenset({S.DIVERIFIKASI, S.BUTUH_DOKUMEN}), None),
    Act.RETURN: (frozenset({S.DIREKOMENDASIKAN}), S.DIVERIFIKASI),
    Act.WARN: (OPEN, None),
    Act.ESCALATE: (_AT_WORK, S.DIALIHKAN),
    # The report stands again where it stood before the act that is undone (`pemilu.laporan.undo`).
    Act.UNDO: (OPEN, None),
}


class ForbiddenTransition(DomainError):
    """That act is not possible from where the report stands."""

    def __init__(self, status: Status, act: Act) -> None:
        super().__init__(f"{act.value} from {status.value}")
        self.status = status
        self.act = act


def after(status: Status, act: Act) -> Status:
    """The status that `act` leads to. Raises ForbiddenTransition."""
    allowed, target = TRANSITIONS[act]
    if status not in allowed:
        raise ForbiddenTransition(status, act)
    return target or status


def possible(status: Status, act: Act) -> bool:
    """Whether that act may happen now."""
    return status in TRANSITIONS[act][0]
