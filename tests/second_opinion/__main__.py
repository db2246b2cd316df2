"""`python -m tests.second_opinion`: a second opinion on every practice that a running installation's client may read.

What holds a secret comes from the environment, so that no list of processes shows it: SECOND_OPINION_SECRET, the
client's, and SECOND_OPINION_DATABASE_URL, with a login of the role `backup`.
"""

import argparse
import asyncio
import base64
import json
import os
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.second_opinion import Fetch, Verdict, second_opinion

SECRET, DATABASE_URL = "SECOND_OPINION_SECRET", "SECOND_OPINION_DATABASE_URL"


def opinion_over_http(
    base_url: str, database_url: str, practice_id: str, client_id: str, client_secret: str
) -> Verdict:
    """One practice of a running installation. `database_url` names the role `backup`."""
    return asyncio.run(second_opinion(_fetch(base_url, client_id, client_secret), database_url, practice_id))


def _fetch(base_url: str, client_id: str, client_secret: str) -> Fetch:
    basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
    grant = urlencode({"grant_type": "client_credentials"}).encode()
    token = json.loads(_ask(Request(f"{base_url}/oauth/token", grant, {"Authorization": f"Basic {basic}"})))  # noqa: S310
    bearer = {"Authorization": f"Bearer {token['access_token']}"}

    async def fetch(path: str, params: Mapping[str, str]) -> bytes:
        return await asyncio.to_thread(_ask, Request(f"{base_url}{path}?{urlencode(params)}", headers=bearer))  # noqa: S310

    return fetch


def _ask(request: Request) -> bytes:
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - an address that the caller gave
        content: bytes = answer.read()
        return content


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.second_opinion", description=__doc__)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--practice", required=True)
    parser.add_argument("--client-id", required=True, help="a client of the practice with every practice scope")
    asked = parser.parse_args()
    verdict: Verdict = opinion_over_http(
        asked.base_url.rstrip("/"), os.environ[DATABASE_URL], asked.practice, asked.client_id, os.environ[SECRET]
    )
    told: Any = verdict.as_json()
    sys.stdout.write(json.dumps(told, indent=2, default=str) + "\n")
    return 0 if verdict.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
