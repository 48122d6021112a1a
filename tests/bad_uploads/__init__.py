"""Files that nobody should have to store, and honest ones that look alike; all are made here, by script.

Each says what must come of it: `BERSIH` (pages) or an `EvidenceProblem`. Where libraries may disagree about a
damaged file, several answers are right. Whatever may not survive cleaning carries `MARK`.
"""

from dataclasses import dataclass, field

from pemilu.laporan.pages import EvidenceProblem

BERSIH = "bersih"
MARK = b"<script>PENANDA-139999</script><?php system($_GET[0]); ?>PK\x03\x04"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    content: bytes = field(repr=False)
    expect: frozenset[str]


def upload(id: str, content: bytes, *expect: str | EvidenceProblem) -> Upload:  # noqa: A002 - the field's name
    return Upload(id, content, frozenset(str(answer) for answer in expect))
