"""What a server process runs: the service with the settings of the environment. Each process makes its own."""

from fastapi import FastAPI

from api.app import create_app
from api.logs import log_to_stderr
from api.settings import Settings


def application() -> FastAPI:
    """The service, for `uvicorn --factory api.server:application` or `jingge serve`."""
    settings = Settings()
    log_to_stderr(settings.log_level)
    return create_app(settings)
