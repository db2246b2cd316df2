"""Compare what two files say, not where in them it stands."""

import msgspec


def without_places(record: msgspec.Struct) -> dict[str, object]:
    """The record as plain values, without findings and segment positions."""
    values = _plain(record)
    if not isinstance(values, dict):
        raise TypeError("a record is a mapping of its fields")
    return values


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        fields = (name for name in value.__struct_fields__ if name not in {"position", "findings"})
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
