import os
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.workermanage import WorkerController

from api.kit.settings import Settings
from tests.harness.fixtures import clean_database, database, fresh_database, settings, world
from tests.harness.loopback import allow_loopback_only
from tests.harness.run import Run, RunInProgress

__all__ = ["clean_database", "database", "fresh_database", "settings", "world"]

FOLDER = "server_folder"
RUN = pytest.StashKey[Run]()
IN_PROGRESS = pytest.StashKey[RunInProgress]()

# A deadline measures the machine; a database of examples would make a run depend on the one before.
hypothesis.settings.register_profile("firstpass", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("firstpass")


def pytest_configure(config: pytest.Config) -> None:
    for name in Settings.model_fields:  # what the developer's shell sets must not reach a test
        os.environ.pop(name.upper(), None)
    allow_loopback_only()
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[RUN] = Run(Path(given[FOLDER]))
    else:
        config.stash[IN_PROGRESS] = RunInProgress()
        config.stash[RUN] = config.stash[IN_PROGRESS].run


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell each xdist worker where the run's server is."""
    node.workerinput[FOLDER] = str(node.config.stash[RUN].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if IN_PROGRESS in config.stash:
        config.stash[IN_PROGRESS].end()


@pytest.fixture(scope="session")
def server_run(pytestconfig: pytest.Config) -> Run:
    return pytestconfig.stash[RUN]
