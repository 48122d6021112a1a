"""Every rate limit by name. The reasons and the arithmetic are in docs/limits.md.

Thousands of honest phones share one mobile IPv4, and a village hall does 250 lookups in an evening,
so these are ceilings against floods. The ladder that answers suspicion stands on top of them.
"""

LOOKUP_IPV4 = "300 per hour"
LOOKUP_IPV6 = "150 per hour"
PAGE = "1200 per hour"
# Reports taken in. No proof of work can be asked before them, so a network has its hard share at once.
REPORT_IPV4 = "600 per day"
REPORT_IPV6 = "20 per hour"
CONTEST_IPV4 = "60 per hour"
CONTEST_IPV6 = "20 per hour"
# Lacak: whatever is asked there; then wrong pairs of number and code, of one source and for one number from
# wherever. The last two never refuse the right pair.
TRACK_IPV4 = "600 per hour"
TRACK_IPV6 = "200 per hour"
WRONG_PAIR_IPV4 = "60 per hour"
WRONG_PAIR_IPV6 = "20 per hour"
WRONG_PAIR_NUMBER = "20 per day"
# Failed sign-ins of one source; tries on one account from one network or known device; what is left of them
# for each network once so many tries have come from strangers (docs/limits.md).
SIGN_IN_SOURCE = "20 per hour"
SIGN_IN_ACCOUNT = "10 per hour"
SIGN_IN_STRANGERS = "20 per hour"
SIGN_IN_BESIEGED = "5 per hour"
PROVE_AGAIN = "10 per hour"
# Of one account, whatever browsers it has: lookups of neighbours at a shared phone, files taken out, searches
# for a NIK in the queue.
KIOSK = "600 per hour"
EXPORT = "20 per hour"
SEARCH = "60 per hour"
# Redis is gone: each process counts for itself and allows this part of every limit above.
DEGRADED_SHARE = 10
# A handset or a household gets one /64; rotating inside it must not help.
IPV6_PREFIX = 64


def degraded(limit: str) -> str:
    """The limit while nobody counts for all processes together; never none at all."""
    amount, _, window = limit.partition(" ")
    return f"{max(1, int(amount) // DEGRADED_SHARE)} {window}"
