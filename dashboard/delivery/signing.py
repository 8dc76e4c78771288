"""Signed webhooks: HMAC-SHA256 over "TIMESTAMP.BODY", so that neither can be replayed or changed.

Headers: `Regwatch-Timestamp` (seconds since the epoch), `Regwatch-Signature: v1=HEX`,
`Idempotency-Key` (the same for every try of one message). A receiver checks with `verify`.
"""

import hashlib
import hmac

TOLERANCE = 300  # seconds between the sender's clock and the receiver's


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The signature header's value."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def verify(secret: str, timestamp: int, body: bytes, signature: str, *, now: int) -> bool:
    """Whether a request came from the holder of the secret, unchanged and recently."""
    fresh = abs(now - timestamp) <= TOLERANCE
    return fresh and hmac.compare_digest(sign(secret, timestamp, body), signature)
