"""The settings of every service: where they come from, and what their mistakes look like."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import AfterValidator, Field, SecretStr

from stack.libs.common import ServiceSettings, SettingsError, read_settings, settings_config


def test_rows_80_83_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variable with the prefix changes a setting, and a level may be written in small letters."""
    monkeypatch.setenv("EXAMPLE_LOG_LEVEL", "debug")

    assert read_settings(make_settings(tmp_path)).model_dump() == {"log_level": "DEBUG", "aws_region": "us-east-1"}


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({}, "INFO"),
        ({"root": "DEBUG"}, "DEBUG"),
        ({"root": "DEBUG", "working": "ERROR"}, "ERROR"),
        ({"root": "DEBUG", "module": "WARNING"}, "WARNING"),
        ({"working": "ERROR", "module": "WARNING"}, "WARNING"),
    ],
    ids=["none", "root", "working directory", "module", "module before working directory"],
)
def test_row_85_env_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, str], level: str) -> None:
    """`.env` is read at the root, in the working directory and in the module, wherever the process starts."""
    folders = {"root": tmp_path, "working": tmp_path / "modules", "module": tmp_path / "modules/example"}
    folders["module"].mkdir(parents=True)
    (tmp_path / "pants.toml").touch()
    for name, value in files.items():
        (folders[name] / ".env").write_text(f"EXAMPLE_LOG_LEVEL={value}\nPULUMI_ORG=theirs\n")
    monkeypatch.chdir(folders["working"])

    assert read_settings(make_settings(folders["module"])).log_level == level


def test_variables_come_before_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variable counts, whatever `.env` has."""
    (tmp_path / ".env").write_text("EXAMPLE_AWS_REGION=eu-west-1\nEXAMPLE_LOG_LEVEL=ERROR\n")
    monkeypatch.setenv("EXAMPLE_AWS_REGION", "eu-central-1")

    assert read_settings(make_settings(tmp_path)).model_dump() == {"log_level": "ERROR", "aws_region": "eu-central-1"}


def test_no_module_and_no_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In an image, where there is neither, `.env` of the working directory is read."""
    (tmp_path / ".env").write_text("EXAMPLE_LOG_LEVEL=ERROR\n")
    monkeypatch.chdir(tmp_path)

    assert settings_config("EXAMPLE_")["env_file"] == (tmp_path / ".env",)


def _refuse(value: str) -> str:
    message = f"{value} is no word"
    raise ValueError(message)


def test_row_84_mistakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All mistakes are named at once by their variables, each with what to do, and never with a value."""

    class Settings(ServiceSettings):
        model_config = settings_config("EXAMPLE_", tmp_path)

        limit: int = Field(default=1, ge=1)
        share: float = 0.5
        word: Annotated[str, AfterValidator(_refuse)] = "fine"
        key: SecretStr = Field(min_length=30)
        owner: str = Field(validation_alias="OWNER")
        needed: str

    for name in ("LOG_LEVEL", "LIMIT", "SHARE", "WORD", "KEY"):
        monkeypatch.setenv(f"EXAMPLE_{name}", "hunter2")

    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert (caught.value.code, capsys.readouterr().err) == (
        2,
        """\
EXAMPLE_LOG_LEVEL: input should be 'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'.
Correct it in the environment or in .env.
EXAMPLE_LIMIT: input should be a valid integer, unable to parse string as an integer.
Correct it in the environment or in .env.
EXAMPLE_SHARE: input should be a valid number, unable to parse string as a number.
Correct it in the environment or in .env.
EXAMPLE_WORD: not valid.
Correct it in the environment or in .env.
EXAMPLE_KEY: value should have at least 30 items after validation, not 7.
Correct it in the environment or in .env.
OWNER: not set.
Set it in the environment or in .env.
EXAMPLE_NEEDED: not set.
Set it in the environment or in .env.
""",
    )
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"EXAMPLE_LOG_LEVEL=\xff", ".env cannot be read: not UTF-8.\nCorrect it in the environment or in .env.\n"),
        (b'EXAMPLE_PAIRS={"a', "EXAMPLE_PAIRS: not JSON.\nCorrect it in the environment or in .env.\n"),
    ],
    ids=["no UTF-8", "no JSON"],
)
def test_row_84_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str) -> None:
    """What cannot be read at all is a mistake like any other."""

    class Settings(ServiceSettings):
        model_config = settings_config("EXAMPLE_", tmp_path)

        pairs: dict[str, str] = Field(default_factory=dict)

    (tmp_path / ".env").write_bytes(content)

    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert (caught.value.code, capsys.readouterr().err) == (2, message)


def make_settings(folder: Path) -> type[ServiceSettings]:
    """The settings of a module in a folder."""

    class Settings(ServiceSettings):
        model_config = settings_config("EXAMPLE_", folder)

    return Settings
