"""The reference and the guide, and what they are made of: Swagger UI from its package, the rest our own."""

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.docs.guide import FOLDER, PAGES, PICTURES, render
from api.kit.problems import NotFound

router = APIRouter(include_in_schema=False)

SWAGGER_UI = "fastapi_swagger.resources"
ASSETS = {
    "swagger-ui.css": (SWAGGER_UI, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (SWAGGER_UI, "text/javascript; charset=utf-8"),
    "favicon-32x32.png": (SWAGGER_UI, "image/png"),
    "start.js": (__package__, "text/javascript; charset=utf-8"),
    "reference.css": (__package__, "text/css; charset=utf-8"),
    "guide.css": (__package__, "text/css; charset=utf-8"),
}
KEPT = {"Cache-Control": "public, max-age=3600"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; "  # icons inside Swagger UI's style sheet
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Whatever the page or a description in the contract might hold, the browser talks to this service alone."""


@router.get("/")
async def start() -> JSONResponse:
    """Where to read on, for whoever opens the bare address."""
    return JSONResponse(
        {
            "service": "Firstpass",
            "docs": "/docs",
            "guide": "/docs/guide",
            "contract": "/openapi.json",
            "health": "/health",
        }
    )


@router.get("/docs")
async def docs() -> Response:
    """The reference."""
    return _page(_read(str(__package__), "page.html"))


@router.get("/docs/guide")
def guide(request: Request) -> Response:
    """The guide's first page. In a thread: the first reader waits for the contract to be made."""
    return _page(_guide_of(request)[next(iter(PAGES))])


@router.get("/docs/guide/{name}")
def guide_page(request: Request, name: str) -> Response:
    """A page of the guide, or its picture. Raises NotFound."""
    if name in PICTURES:
        return Response((FOLDER / name).read_bytes(), media_type="image/svg+xml", headers=KEPT)
    if name not in PAGES:
        raise NotFound
    return _page(_guide_of(request)[name])


@router.get("/docs/assets/{name}")
async def asset(name: str) -> Response:
    """A part of the page. Raises NotFound."""
    if name not in ASSETS:
        raise NotFound
    package, media_type = ASSETS[name]
    return Response(_read(str(package), name), media_type=media_type, headers=KEPT)


def _page(content: bytes) -> Response:
    return Response(content, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})


def _guide_of(request: Request) -> dict[str, bytes]:
    """The pages, made from this service's own contract when somebody first reads one."""
    state = request.app.state
    if not hasattr(state, "guide"):
        state.guide = render(request.app.openapi())
    pages: dict[str, bytes] = state.guide
    return pages


@cache
def _read(package: str, name: str) -> bytes:
    return files(package).joinpath(name).read_bytes()
