"""What part of the country somebody may see: the first argument of every staff query."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, SQLColumnExpression, String, and_, false, literal, or_, true

from pemilu.wilayah.kode import KodeWilayah


@dataclass(frozen=True, slots=True)
class WilayahScope:
    """A set of regions with all that lies in them, or the whole country.

    Made with nothing it covers nothing, so that a forgotten scope shows an empty page and not the country.
    """

    prefixes: tuple[KodeWilayah, ...] = ()
    everywhere: bool = False

    @classmethod
    def national(cls) -> Self:
        """The whole country."""
        return cls(everywhere=True)

    @classmethod
    def of(cls, *kode: KodeWilayah) -> Self:
        """These regions; one that lies in another of them is dropped, so equal scopes compare equal."""
        outer = (one for one in set(kode) if not any(other != one and other.contains(one) for other in kode))
        return cls(prefixes=tuple(sorted(outer)))

    @property
    def limit(self) -> str:
        """The scope as PostgreSQL's row-level security is told it: "*", or codes joined by commas."""
        return "*" if self.everywhere else ",".join(self.prefixes)

    def covers(self, kode: KodeWilayah) -> bool:
        """Whether all of that region is inside the scope."""
        return self.everywhere or any(prefix.contains(kode) for prefix in self.prefixes)

    def where(self, column: SQLColumnExpression[str]) -> ColumnElement[bool]:
        """The condition that `column` holds the code of a region inside the scope.

        Written as ranges (`>= '13' AND < '14'`), which every database answers from a plain index; LIKE needs
        a special index or the C collation. The bounds are digits only, and digits sort alike in all
        collations. A NULL in the column is outside every scope but the national one.
        """
        if self.everywhere:
            return true()
        return or_(false(), *(_inside(prefix, column) for prefix in self.prefixes))


def _inside(prefix: KodeWilayah, column: SQLColumnExpression[str]) -> ColumnElement[bool]:
    low = column >= literal(str(prefix), String)
    after = _successor(prefix)
    return low if after is None else and_(low, column < literal(after, String))


def _successor(prefix: str) -> str | None:
    """The smallest digit string above every code that starts with `prefix`; None when there is none.

    A nine carries to the left (`1399` -> `14`): `1400` would let the provinsi `14` itself into the range, and
    the character after `9` is not a digit, so collations disagree on where it sorts.
    """
    head = prefix.rstrip("9")
    return head[:-1] + str(int(head[-1]) + 1) if head else None
