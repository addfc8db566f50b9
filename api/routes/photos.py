"""Photos: one request a picture, in any order before or after the observation or step that promises it."""

import hashlib
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from api.deps import CurrentActor, CurrentSettings, Now, Reading, Writing, require
from inspections.observations import uploads
from inspections.observations.captions import caption_of
from inspections.observations.photos import MEDIA_TYPE
from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import Upload
from maps.watermark import lines_of, stamp
from maps.words import Language
from registry.actor import Actor, Role
from registry.errors import Invalid

router = APIRouter(tags=["photos"])

Sender = Annotated[Actor, Depends(require(Role.INSPECTOR, Role.CREW, Role.DISPATCHER))]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class PhotoOut(BaseModel):
    """A stored picture: JPEG without metadata, under the SHA-256 of its stored bytes."""

    sha256: str
    width_px: int
    height_px: int
    size_bytes: int
    lon: float | None = Field(description="WGS 84, as the picture's EXIF had it")
    lat: float | None
    taken_at: datetime | None
    uploaded_at: datetime


async def picture_file(request: Request) -> bytes:
    """The file: the raw body, or the field `file` of a form. Raises Invalid."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid("send the picture as the field `file` of the form, or as the body itself", field="file")
        return await file.read()


def photo_store(settings: CurrentSettings) -> PhotoStore:
    """The store of the pictures, under the photo root of the settings."""
    return PhotoStore(settings.photo_root)


Store = Annotated[PhotoStore, Depends(photo_store)]
File = Annotated[bytes, Depends(picture_file)]
Promised = Annotated[Sha256 | None, Query(alias="sha256", description="SHA-256 of the file as promised, to be sure")]


def kept_picture(actor: Sender, content: File, store: Store, promised: Promised = None) -> Upload:
    """The picture, read and in the store before a transaction is opened."""
    del actor  # is known before a byte is decoded
    return uploads.keep(store, content, claimed_sha256=promised)


# A picture of 64 megapixels with transparency takes some 600 MB while it is decoded.
Kept = Annotated[Upload, Depends(kept_picture, max_concurrency=2)]
_BODY = {
    "required": True,
    "content": {
        **{
            f"image/{kind}": {"schema": {"type": "string", "format": "binary"}}
            for kind in ("jpeg", "png", "webp", "heic")
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
    },
}


@router.post("/photos", summary="Send a picture", status_code=201, openapi_extra={"requestBody": _BODY})
def send_photo(kept: Kept, conn: Writing, actor: Sender, now: Now) -> PhotoOut:
    """Keep a JPEG, PNG, WebP or HEIC picture, upright and without metadata. Sending it again gives the same answer."""
    return PhotoOut.model_validate(uploads.record(conn, actor, kept, now=now), from_attributes=True)


@router.get(
    "/photos/{sha256}",
    summary="A picture",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_photo(
    sha256: Sha256,
    conn: Reading,
    actor: CurrentActor,
    store: Store,
    watermark: Annotated[bool, Query(description="a copy with number, place in words and time on it")] = False,
    lang: Annotated[Language, Query(description="language of the words on the copy")] = Language.ZH,
) -> Response:
    """By the hash of the stored picture or of a file it came as; for its sender, its areas and those at work on it."""
    found = uploads.photo(conn, actor, sha256)
    content, tag, kept = store.get(found.sha256), found.sha256, "max-age=31536000, immutable"
    if watermark:
        content = stamp(content, lines_of(caption_of(conn, actor, found), lang))
        tag, kept = hashlib.sha256(content).hexdigest(), "max-age=600"
    return Response(content, media_type=MEDIA_TYPE, headers={"ETag": f'"{tag}"', "Cache-Control": f"private, {kept}"})


@router.get("/photos/{sha256}/about", summary="About a picture")
def get_photo_about(sha256: Sha256, conn: Reading, actor: CurrentActor) -> PhotoOut:
    """Size, place and time of a picture."""
    return PhotoOut.model_validate(uploads.photo(conn, actor, sha256), from_attributes=True)
