"""The second factor: six digits that change every half minute (TOTP, RFC 6238), and codes to use
when the telephone is lost. No code is good twice."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from pyotp.totp import TOTP

from tempen.web.office.models import Staff
from tempen.web.respond.links import digest

STEP = 30  # seconds
DRIFT = 1  # steps that a clock may be wrong, either way
CODES = 8


def make_secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


def find_step(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is; None where it is none of those around now."""
    now = int(at.timestamp()) // STEP
    totp = TOTP(secret)
    given = "".join(code.split())
    steps = range(now - DRIFT, now + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), given)]
    return right[-1] if right else None


def use_code(staff: Staff, code: str, at: datetime) -> bool:
    """Whether the code is right and was not used before; from now on it is used."""
    code = code.strip()
    if not code.isascii():
        return False
    step = find_step(staff.totp_secret, code, at) if staff.totp_secret else None
    if step is not None:
        unused = Staff.objects.filter(pk=staff.pk, totp_step__lt=step)
        return unused.update(totp_step=step) == 1
    return use_recovery(staff, code)


def use_recovery(staff: Staff, code: str) -> bool:
    """As `use_code`, of a recovery code; called within a transaction."""
    known = Staff.objects.select_for_update().get(pk=staff.pk)
    given = digest(clean(code))
    if given not in known.recovery:
        return False
    known.recovery = [one for one in known.recovery if one != given]
    known.save(update_fields=["recovery"])
    return True


def make_recovery() -> tuple[list[str], list[str]]:
    """New recovery codes of 80 bits, and the digests to keep of them."""
    codes = [secrets.token_hex(10) for _ in range(CODES)]
    shown = ["-".join(code[i : i + 5] for i in range(0, 20, 5)) for code in codes]
    return shown, [digest(code) for code in codes]


def clean(code: str) -> str:
    return code.replace("-", "").replace(" ", "").lower()


def address(staff: Staff, secret: str, issuer: str) -> str:
    """The otpauth: address that a telephone reads from the QR code."""
    return TOTP(secret).provisioning_uri(name=staff.email, issuer_name=issuer)
