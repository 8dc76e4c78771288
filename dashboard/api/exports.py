"""The ranking as CSV, JSON or Parquet.

CSV and JSON stream row by row. A CSV cell that a spreadsheet would take for a formula gets a
leading apostrophe. Parquet carries sums as decimal128(38, 2).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson
from fastapi import Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from schemas.words import Bucket, Kind

Json = dict[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "group", "cases", "first", "last",
    *(f"{kind}_{bucket}_{figure}" for kind in Kind for bucket in Bucket
      for figure in ("count", "usd", "eur")),
)  # fmt: skip


async def export(name: str, rows: Iterable[Json]) -> Response:
    """The rows in the format `name`."""
    headers = {"content-disposition": f'attachment; filename="companies.{name}"'}
    if name == "parquet":
        packed = await run_in_threadpool(parquet, rows)
        return Response(packed, headers=headers, media_type="application/vnd.apache.parquet")
    if name == "json":
        return StreamingResponse(json_lines(rows), headers=headers, media_type="application/json")
    return StreamingResponse(csv_lines(rows), headers=headers, media_type="text/csv; charset=utf-8")


def flat(row: Json) -> Json:
    """A ranking row with one column a figure; kinds that were filtered out are empty."""
    values: Json = {name: row[name] for name in COLUMNS[:4]}
    for kind in Kind:
        for bucket in Bucket:
            cell = row["kinds"].get(kind, {}).get(bucket, {})
            for figure in ("count", "usd", "eur"):
                values[f"{kind}_{bucket}_{figure}"] = cell.get(figure)
    return values


def csv_lines(rows: Iterable[Json]) -> Iterator[str]:
    """Header and rows, RFC 4180."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    for row in rows:
        cells = flat(row)
        cells["group"] = tame(cells["group"])
        writer.writerow(cells)
        if buffer.tell() > 60_000:
            yield _drain(buffer)
    yield _drain(buffer)


def tame(text: str) -> str:
    """`text` so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def json_lines(rows: Iterable[Json]) -> Iterator[bytes]:
    """One JSON array, written as it is read."""
    yield b"["
    comma = b"\n"
    for row in rows:
        yield comma + orjson.dumps(flat(row))
        comma = b",\n"
    yield b"\n]\n"


def parquet(rows: Iterable[Json]) -> bytes:
    """A Parquet file of the rows."""
    import pyarrow as pa  # noqa: PLC0415 (loads slowly, and few ask for it)
    import pyarrow.parquet as pq  # noqa: PLC0415

    money = pa.decimal128(38, 2)
    types = {"cases": pa.int64(), "first": pa.string(), "last": pa.string(), "group": pa.string()}
    fields = [(name, types.get(name) or _figure(name, pa.int64(), money)) for name in COLUMNS]
    table = pa.Table.from_pylist([_typed(flat(row)) for row in rows], schema=pa.schema(fields))
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _figure(name: str, whole: Any, money: Any) -> Any:
    return whole if name.endswith("_count") else money


def _typed(row: Json) -> Json:
    cents = Decimal("0.01")
    return {
        name: Decimal(value).quantize(cents)
        if value is not None and name.endswith(("_usd", "_eur"))
        else value
        for name, value in row.items()
    }


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
