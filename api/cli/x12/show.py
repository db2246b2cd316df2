import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.x12.files import AsJson, Files, InputFile, over

if TYPE_CHECKING:
    from api.cli.x12.view import Masking, View
    from api.x12 import Finding, Interchange, X12File


def show(
    files: Files,
    *,
    phi: Annotated[
        bool, typer.Option("--phi", help="Show names, birth dates, member ids, diagnoses and free texts unmasked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what files say: checks and how they balance, claims, benefits and statuses in words.

    What tells who a patient is is masked; claim numbers, procedures and days of service are not. The labels of CARC,
    RARC and claim status codes are this product's own. Exits as `check` does, for what reading alone finds.
    """
    from api.cli.x12.view import Masking

    masking = Masking(phi)

    def work(file: InputFile) -> bool:
        from api.x12 import read_file

        # On a terminal the file shows its own progress.
        with file.open("" if sys.stdout.isatty() else "reading") as stream:
            read = read_file(stream)
            return _write_json(file.name, read, masking) if as_json else _draw(file.name, read, masking)

    over(files, work)


def _draw(name: str, file: "X12File", masking: "Masking") -> bool:
    from rich.text import Text

    from api.cli.x12.screen import console, draw, draw_findings, safe
    from api.cli.x12.view import View
    from api.cli.x12.views import view_of
    from api.cli.x12.views.syntax_acknowledgements import interchange_answers

    screen = console()
    screen.print(Text(safe(name), style="bold underline"))
    shown: set[Finding] = set()  # a fault of the envelope is one of each ST in it

    def tell(findings: "Iterable[Finding]") -> None:
        new = [finding for finding in findings if finding not in shown]
        shown.update(new)
        draw_findings(screen, new)

    for interchange in file.interchanges:
        answers = interchange_answers(interchange)
        title = f"interchange {interchange.control_number}"
        draw(screen, View(title=title, facts=_envelope(interchange), rows=answers, findings=lambda: ()), masking)
        for group in interchange.groups:
            for transaction in group.transactions:
                view = view_of(transaction)
                draw(screen, view, masking)
                tell(view.findings())
    tell(file.findings)
    return any(finding.blocking for finding in shown)


def _envelope(interchange: "Interchange") -> dict[str, str]:
    return {
        "from": interchange.sender,
        "to": interchange.receiver,
        "date": f"{interchange.date} {interchange.time}",
        "usage": {"P": "production", "T": "test"}.get(interchange.usage, interchange.usage),
    }


def _write_json(name: str, file: "X12File", masking: "Masking") -> bool:
    """One object on one line, written as it is read: a file may be longer than memory."""
    from msgspec.json import encode

    from api.cli.x12.view import plain_row
    from api.cli.x12.views import view_of
    from api.cli.x12.views.syntax_acknowledgements import interchange_answers
    from api.x12 import is_blocked

    write = sys.stdout.buffer.write
    is_bad = is_blocked(file.findings)
    answers = [plain_row(row, masking) for each in file.interchanges for row in interchange_answers(each)]
    envelopes = [{"control_number": each.control_number} | _envelope(each) for each in file.interchanges]
    write(
        b'{"file":%b,"interchanges":%b,"answers":%b,"transactions":['
        % (encode(name), encode(envelopes), encode(answers))
    )
    comma = b""
    for transaction in file.transactions():
        view = view_of(transaction)
        write(comma)
        head = {
            "set": transaction.set_id,
            "version": transaction.version,
            "control_number": transaction.control_number,
            "title": view.title,
            "facts": masking.keyed(view.facts),
        }
        write(encode(head)[:-1])
        sys.stdout.buffer.writelines(_json_rows(view, masking))
        is_bad |= is_blocked(list(view.findings()))
        comma = b","
    write(b'],"findings":%b}\n' % encode(file.findings))
    return is_bad


def _json_rows(view: "View", masking: "Masking") -> Iterator[bytes]:
    from msgspec.json import encode

    from api.cli.x12.view import plain_row

    yield b',"rows":['
    comma = b""
    for row in view.rows:
        yield comma + encode(plain_row(row, masking))
        comma = b","
    yield b'],"findings":%b}' % encode(view.findings())
