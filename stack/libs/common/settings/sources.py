"""Where settings come from."""

import os
from pathlib import Path

from pydantic_settings import SettingsConfigDict

_ROOT = "pants.toml"
_FILE = ".env"


def settings_config(prefix: str, folder: str | Path = "") -> SettingsConfigDict:
    """How a service's settings are read.

    Variables of the environment come first. Then `.env` of the module's folder, of the working directory and of the
    repository's root are read, each if it is there: the first that has a variable counts. What belongs to others
    there is left alone. With ENV_FILES=off, as tests have it, none is read.

    Args:
        prefix: of its environment variables, such as `ORDERS_`.
        folder: the module's, "" for none.
    """
    working = Path.cwd()
    own = Path(folder).resolve() if folder else working
    root = next((path for path in (own, *own.parents, working, *working.parents) if (path / _ROOT).is_file()), working)
    # Later ones win.
    found = tuple(dict.fromkeys(path / _FILE for path in (root, working, own)))
    files = None if os.environ.get("ENV_FILES") == "off" else found
    return SettingsConfigDict(env_prefix=prefix, env_file=files, env_file_encoding="utf-8", extra="ignore")
