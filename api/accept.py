"""Which of the forms on offer a client wants most (RFC 9110 §12.5.1). Pure."""

from collections.abc import Sequence


def best(accept: str, offered: Sequence[str]) -> str:
    """The offered media type the header prefers; the first offered where nothing fits or the client does not care."""
    wanted = [_parse(part) for part in accept.split(",")]
    weights = [max((_weight(kind, media_type, q) for kind, q in wanted), default=(0, 0.0)) for media_type in offered]
    highest = max(q for _, q in weights)
    return offered[[q for _, q in weights].index(highest)]


def _parse(part: str) -> tuple[str, float]:
    kind, *parameters = (word.strip().lower() for word in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return kind, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return kind, 0.0
    return kind, 1.0


def _weight(kind: str, media_type: str, q: float) -> tuple[int, float]:
    """How exactly a part of the header names the media type, and its weight: the most exact part decides."""
    if kind == media_type:
        return 2, q
    if kind == media_type.split("/", maxsplit=1)[0] + "/*":
        return 1, q
    return (0, q) if kind == "*/*" else (-1, 0.0)
