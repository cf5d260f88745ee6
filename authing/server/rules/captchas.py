"""Pictures with letters, for who failed to log in too often.

They keep out what does not look at pictures, and no program that was written for them: other limits hold beside them.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import access, outbox, tokens
from authing.server.storage import login_failures
from authing.server.storage.tables.mail import Mail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool

LENGTH, LIFE = 6, timedelta(minutes=5)
WIDTH, HEIGHT = 180, 60

STROKES = {
    "A": "06 20 46|14 34",
    "C": "41 30 10 01 05 16 36 45",
    "E": "40 00 06 46|03 33",
    "F": "40 00 06|03 33",
    "H": "00 06|40 46|03 43",
    "J": "40 45 36 16 05",
    "K": "00 06|40 03 46",
    "L": "00 06 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "P": "06 00 30 41 42 33 03",
    "R": "06 00 30 41 42 33 03|23 46",
    "T": "00 40|20 26",
    "U": "00 05 16 36 45 40",
    "V": "00 26 40",
    "W": "00 16 23 36 40",
    "X": "00 46|40 06",
    "Y": "00 23 40|23 26",
    "3": "00 40 22 43 45 36 16 05",
    "4": "36 30 04 44",
    "7": "00 40 16",
}
"""Lines of letters that nobody takes for one another: points of a grid, 5 wide and 7 high."""


def give_out(context: Context) -> str:
    """A new picture for the pool of a request, as SVG; its letters are in the outbox, too."""
    code = "".join(secrets.choice(list(STROKES)) for _ in range(LENGTH))
    now = context.service.now()
    with context.counting() as db:
        pool = access.tenant(db, context).pool
        login_failures.end_expired(db, now)
        login_failures.add_captcha(db, pool.id, _digest(code), now + LIFE)
        sent = Mail(
            pool_id=pool.id, kind=outbox.CAPTCHA, to=context.caller.ip or "", scene="login", code=code, sent_at=now
        )
        outbox.put(db, sent)
    return drawn(code)


def spend(db: Session, pool: Pool, code: str, now: datetime) -> bool:
    """Whether these are the letters of a picture of the pool; they are good for once."""
    return login_failures.take_captcha(db, pool.id, _digest(code.strip().upper()), now)


def _digest(code: str) -> str:
    return tokens.digest(f"captcha:{code}")


def drawn(code: str) -> str:
    """A picture of letters, each a little out of place, with lines across."""
    step = WIDTH // (len(code) + 1)
    lines = [
        [_moved(point, step // 2 + place * step) for point in stroke.split()]
        for place, letter in enumerate(code)
        for stroke in STROKES[letter].split("|")
    ]
    lines += [[f"0,{secrets.randbelow(HEIGHT)}", f"{WIDTH},{secrets.randbelow(HEIGHT)}"] for _ in range(4)]
    secrets.SystemRandom().shuffle(lines)
    path = "".join(f"M{' L'.join(points)}" for points in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<path d="{path}" fill="none" stroke="#333" stroke-width="2" stroke-linejoin="round"/></svg>'
    )


def _moved(point: str, left: int) -> str:
    x, y = (int(number) for number in point)
    return f"{left + x * 5 + secrets.randbelow(4)},{8 + y * 6 + secrets.randbelow(5)}"
