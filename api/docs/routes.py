"""The page, and what it is made of: Swagger UI from its package, one page and one script of our own."""

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.kit.problems import NotFound

router = APIRouter(include_in_schema=False)

SWAGGER_UI = "fastapi_swagger.resources"
ASSETS = {
    "swagger-ui.css": (SWAGGER_UI, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (SWAGGER_UI, "text/javascript; charset=utf-8"),
    "favicon-32x32.png": (SWAGGER_UI, "image/png"),
    "start.js": (__package__, "text/javascript; charset=utf-8"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; "  # icons inside Swagger UI's style sheet
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Whatever the page or a description in the contract might hold, the browser talks to this service alone."""


@router.get("/")
async def start() -> JSONResponse:
    """Where to read on, for whoever opens the bare address."""
    return JSONResponse({"service": "Firstpass", "docs": "/docs", "contract": "/openapi.json", "health": "/health"})


@router.get("/docs")
async def docs() -> Response:
    """The reference."""
    headers = {"Content-Security-Policy": POLICY}
    return Response(_read(str(__package__), "page.html"), media_type="text/html; charset=utf-8", headers=headers)


@router.get("/docs/assets/{name}")
async def asset(name: str) -> Response:
    """A part of the page. Raises NotFound."""
    if name not in ASSETS:
        raise NotFound
    package, media_type = ASSETS[name]
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(_read(str(package), name), media_type=media_type, headers=headers)


@cache
def _read(package: str, name: str) -> bytes:
    return files(package).joinpath(name).read_bytes()
