"""One run of the demo, from an empty folder to a served API."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import httpx
import orjson
from rich.console import Console

from api.demo.caller import Json
from api.demo.cast import Cast, assemble
from api.demo.process import DemoFailed, Site, running
from api.demo.report import Stage, document, show_stage, show_tables, show_what_next
from api.demo.vertical import STAGES
from api.kit.settings import Settings

FAILED = 1
INTERRUPTED = 130
TIMEOUT_SECONDS = 30.0


def run(*, once: bool, as_json: bool, port: int | None, data_dir: Path | None) -> int:
    """The exit code: 0 when every stage is ok. Whatever happens, it leaves no service, no worker and, with `once`,
    no server and no data behind.
    """
    told = Console(stderr=as_json)
    settings = Settings()
    chosen_port = port if port is not None else (0 if once else settings.port)
    folder = None if once else (data_dir or settings.data_dir)
    try:
        with _stoppable(), running(chosen_port, folder) as site:
            ok = _play(site, told, once=once, as_json=as_json)
            if not once:
                site.wait()
            return 0 if ok else FAILED
    except DemoFailed as failure:
        told.print(str(failure), style="red", markup=False, highlight=False)
        if as_json:
            _print({"ok": False, "problem": str(failure)})
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED if once else 0


def _play(site: Site, told: Console, *, once: bool, as_json: bool) -> bool:
    with httpx.Client(base_url=site.base_url, timeout=TIMEOUT_SECONDS) as http:
        told.print(f"Serving on {site.base_url}; driving claims through it ...")
        cast = assemble(site, http)
        stages = []
        for stage in _stages(cast):
            show_stage(told, stage)
            stages.append(stage)
        if as_json:
            _print(document(stages, cast) | ({} if once else {"base_url": site.base_url, "clients": cast.clients()}))
        else:
            show_tables(told, cast)
        if not once and not as_json:
            show_what_next(told, cast)
    return all(stage.ok for stage in stages)


def _print(result: Json) -> None:
    sys.stdout.write(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode() + "\n")
    sys.stdout.flush()


def _stages(cast: Cast) -> Iterator[Stage]:
    """Each stage as it is done; after one that broke off, the others are not tried."""
    broken = ""
    for name, play in STAGES.items():
        if broken:
            yield Stage(name, "", problem=f"not tried: {broken} broke off")
            continue
        try:
            yield play(cast)
        except DemoFailed as failure:
            broken = name
            yield Stage(name, "", problem=str(failure))


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does: in order."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
