"""The web application's files, as built."""

from fastapi import APIRouter, Header, Response
from fastapi.responses import FileResponse, RedirectResponse

from maps import application

router = APIRouter(tags=["pages"])


@router.get("/app", summary="The application", response_class=RedirectResponse, status_code=308)
def get_application() -> str:
    """Leads to `/app/`, the scope of its worker."""
    return "/app/"


@router.get("/app/{path:path}", summary="A file or page of the application", response_class=FileResponse)
def get_application_file(path: str, accept_encoding: str = Header(default="", include_in_schema=False)) -> Response:
    """Files whose name changes with their content are kept for a year; start page and worker are asked for anew."""
    file = application.find(path, accepted=accept_encoding)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if file.lasting else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if file.encoding:
        headers["Content-Encoding"] = file.encoding
    return FileResponse(file.path, media_type=file.media_type, headers=headers)
