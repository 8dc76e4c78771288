"""Records to bytes and back: orjson on the wire, pydantic's validators at the door.

`encode(record)` gives compact UTF-8 JSON with the fields in their declared order (decimals as plain
strings, aware datetimes, Base64 for bytes). `decode(Type, raw)` gives the record or raises
`DecodeError`: a field it does not know is ignored, a missing optional one takes its default, and
anything else (wrong type, missing required field, a record of a newer version) is refused.
"""

from base64 import b64encode
from decimal import Decimal
from functools import cache
from typing import Any, Protocol, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

SUPPORTED_VERSION = 1


class DecodeError(ValueError):
    """The bytes are not such a record; the message says where and why, for a dead letter."""


class Versioned(Protocol):
    """Every record on a topic carries the version of its contract."""

    @property
    def version(self) -> int:
        """The contract's version; newer ones are refused."""
        ...


R = TypeVar("R", bound=Versioned)


def encode(record: Versioned) -> bytes:
    """The record as compact UTF-8 JSON, the same bytes for equal records."""
    return orjson.dumps(record, default=_encode_other, option=orjson.OPT_NON_STR_KEYS)


def decode(kind: type[R], raw: bytes) -> R:
    """The record in `raw`. Raises `DecodeError`."""
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise DecodeError(f"not JSON: {error}") from error
    return from_dict(kind, data)


def from_dict(kind: type[R], data: object) -> R:
    """The record that the parsed JSON object `data` describes. Raises `DecodeError`."""
    if not isinstance(data, dict):
        raise DecodeError(f"expected a JSON object, got {type(data).__name__}")
    version = data.get("version", SUPPORTED_VERSION)
    if not isinstance(version, int) or version > SUPPORTED_VERSION:
        raise DecodeError(
            f"version {version!r} of {kind.__name__} is newer than this program reads "
            f"({SUPPORTED_VERSION}): upgrade regwatch, then retry the dead letter"
        )
    try:
        return adapter(kind).validate_python(data)
    except ValidationError as error:
        raise DecodeError(_explain(kind, error)) from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def adapter(kind: type[R]) -> TypeAdapter[R]:
    """The validator of a record type, built once."""
    return _adapter(kind)


def to_dict(record: Versioned) -> dict[str, Any]:
    """The record as plain JSON types, as `encode` would write it."""
    result: dict[str, Any] = orjson.loads(encode(record))
    return result


def plain_decimal(value: Decimal) -> str:
    """`value` in plain notation without trailing zeros after the point: "92000000", "0.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _encode_other(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"no encoding for {type(value).__name__}")


def _explain(kind: type[Any], error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "record"
    more = f" (+{error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{kind.__name__}.{where}: {first['msg']}{more}"
