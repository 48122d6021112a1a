"""Bad inputs as data, one JSON object a line, replayed against the value objects and over HTTP alike.

id      the number in the list, with a letter for each variant
text    what is typed, repeated `times` times (1); or `b64`, bytes that no text can hold
form    instead: a whole urlencoded body; json: a whole JSON body. Only HTTP can replay these two
expect  accept | normalise (to `value`) | warn:<kind> | reject:<kind> | reject (kind left to the layer)
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BadInput:
    id: str
    raw: bytes
    text: str
    expect: str
    value: str
    facts: dict[str, str]
    """All other fields: form, json, note and whatever one list adds."""

    @property
    def verdict(self) -> str:
        return self.expect.partition(":")[0]

    @property
    def kind(self) -> str:
        """The enum name after the colon, or nothing."""
        return self.expect.partition(":")[2]


def read_bad_inputs(name: str) -> list[BadInput]:
    """The list `<name>.jsonl`, in order. Bytes that are not UTF-8 read as text with replacement marks."""
    lines = (Path(__file__).parent / f"{name}.jsonl").read_text(encoding="ascii").splitlines()
    return [_read(json.loads(line)) for line in lines]


def _read(row: dict[str, str]) -> BadInput:
    if "b64" in row:
        raw = base64.b64decode(row.pop("b64"))
        text = raw.decode("utf-8", "replace")
    else:
        text = row.pop("text", "") * int(row.pop("times", 1))
        raw = text.encode("utf-8", "surrogatepass")
    expect = row.pop("expect")
    value = row.pop("value", text)
    return BadInput(id=row.pop("id"), raw=raw, text=text, expect=expect, value=value, facts=row)
