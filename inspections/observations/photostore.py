"""Where pictures lie: a folder (or, by the same words, an object store), each under the hash of its bytes."""

from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore

from registry.errors import NotFound, Unavailable


class PhotoStore:
    """Pictures by SHA-256. What is written under a hash never changes, so writing it again does no harm."""

    def __init__(self, root: Path) -> None:
        try:
            self._store = LocalStore(root, mkdir=True)
        except (BaseError, OSError) as error:
            raise Unavailable(f"the folder of pictures cannot be made: {root}") from error

    def put(self, sha256: str, content: bytes) -> None:
        """Keep a picture. Raises Unavailable when it cannot be written now."""
        try:
            obstore.put(self._store, _path(sha256), content)
        except (BaseError, OSError) as error:
            raise Unavailable("the picture cannot be stored now; send it again in a moment") from error

    def remove(self, sha256: str) -> None:
        """Erase a picture; one that is not there is erased. Raises Unavailable when it cannot be erased now."""
        try:
            obstore.delete(self._store, _path(sha256))
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise Unavailable("the picture cannot be erased now; it is tried again") from error

    def get(self, sha256: str) -> bytes:
        """A picture. Raises NotFound, or Unavailable when the store does not answer."""
        try:
            return bytes(obstore.get(self._store, _path(sha256)).bytes())
        except (NotFoundError, FileNotFoundError):
            raise NotFound(f"no picture {sha256} is stored") from None
        except (BaseError, OSError) as error:
            raise Unavailable("the picture store does not answer; try again in a moment") from error


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.jpg"
