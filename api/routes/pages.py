"""Pages for people: the panorama, the sign-in, and the files they load."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from api.deps import CurrentSettings, PossibleActor, Reading
from api.settings import Settings
from maps import assets, login, panorama
from maps.panorama import Imprint
from maps.words import Language

router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)

Lang = Annotated[Language, Query(description="language of the page")]


@router.get("/", summary="The panorama")
def get_panorama(conn: Reading, actor: PossibleActor, settings: CurrentSettings, lang: Lang = Language.ZH) -> Response:
    """Covers, grids, tickets and figures of the reader's areas on one map. Who is not signed in is sent to `/login`."""
    if actor is None:
        return RedirectResponse(f"/login?lang={lang}&next=/%3Flang%3D{lang}", status_code=303)
    facts = panorama.gather(conn, actor)
    return HTMLResponse(panorama.render(facts, language=lang, imprint=imprint_of(settings), reader=actor.name))


@router.get("/login", summary="Sign in")
async def get_login(
    settings: CurrentSettings,
    lang: Lang = Language.ZH,
    next: Annotated[str, Query(pattern=r"^/([^/\\].*)?$", max_length=500)] = "/",  # noqa: A002 - the word in the address
) -> HTMLResponse:
    """A form that signs in and goes on to `next`, a path of this service."""
    return HTMLResponse(login.render(language=lang, next_path=next, imprint=imprint_of(settings)))


@router.get("/assets/{name:path}", summary="A script, style or picture of the pages", response_class=FileResponse)
def get_page_asset(name: str) -> FileResponse:
    """Leaflet, Leaflet.VectorGrid and our own; nothing comes from another host."""
    return FileResponse(assets.find(name), headers={"Cache-Control": "public, max-age=3600"})


def imprint_of(settings: Settings) -> Imprint:
    """What the operator prints on maps and reports."""
    return Imprint(
        approval=settings.map_approval,
        operator=settings.operator,
        attribution=settings.base_map_attribution,
        privacy_url=settings.privacy_url,
    )
