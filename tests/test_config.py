"""A user's own defaults: filmprint.toml in the current folder and in the user's folder."""

from pathlib import Path
from typing import Any

import platformdirs
import pytest
from cyclopts import App

from filmprint.cli.app import app, main
from filmprint.cli.config_file import OFF


@pytest.fixture
def user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's file goes; the current folder is another one."""
    (tmp_path / "here").mkdir()
    (tmp_path / "user").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv(OFF)
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: tmp_path / "user")
    return tmp_path / "user" / "filmprint.toml"


def parsed(*tokens: str) -> dict[str, Any]:
    """The arguments that a command is called with."""
    _, bound, _ = app.parse_args(tokens, exit_on_error=False, print_error=False)
    return bound.arguments


def refused(capsys: pytest.CaptureFixture[str], *tokens: str) -> str:
    """The one line that a wrong file gives."""
    with pytest.raises(SystemExit) as stop:
        main(list(tokens))
    assert stop.value.code == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1
    return errors[0]


def test_the_command_line_beats_the_folder_beats_the_user(user_file: Path) -> None:
    user_file.write_text('dpi = 100\nclusters = 3\nstyle = ["ring", "strip"]\noutput = "user"\n')
    Path("filmprint.toml").write_text('dpi = 200\nstart = "-1:30"\nsmooth = 2\naxis = true\n')
    arguments = parsed("film.mkv", "--output", "mine")
    assert arguments["pictures"].dpi == 200
    assert arguments["pictures"].styles == ("ring", "strip")
    assert arguments["pictures"].smooth == 2 and arguments["pictures"].axis
    assert arguments["clustering"].clusters == 3
    assert arguments["sampling"].start == -90
    assert arguments["destination"].output == "mine"
    assert parsed("film.mkv", "--dpi", "300")["pictures"].dpi == 300
    assert not parsed("film.mkv", "--axis=false", "--style=ring")["pictures"].axis


def test_a_key_holds_for_every_command_that_has_it(user_file: Path) -> None:
    user_file.write_text("dpi = 100\nframes = 50\n\n[render]\ndpi = 70\n")
    assert parsed("render", "a.json")["pictures"].dpi == 70
    assert parsed("panel", "a.json")["pictures"].dpi == 100
    assert parsed("film.mkv")["sampling"].frames == 50
    assert parsed("frames", "film.mkv")["sampling"].frames == 50


def test_keys_of_the_command_that_runs_need_no_other_command(
    user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To know their options, their modules have to be imported."""
    assemble, assembled = App.assemble_argument_collection, set()

    def spy(self: App, **options: Any) -> Any:
        assembled.update(self.name)
        return assemble(self, **options)

    monkeypatch.setattr(App, "assemble_argument_collection", spy)
    user_file.write_text("dpi = 100\n\n[render]\ndpi = 70\n")
    assert parsed("render", "a.json")["pictures"].dpi == 70
    assert assembled == {"render"}
    user_file.write_text("dpi = 100\nframes = 50\n")
    assert parsed("render", "a.json")["pictures"].dpi == 100


def test_files_can_be_switched_off(user_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user_file.write_text("dpi = 100\nnonsense = 1\n")
    monkeypatch.setenv(OFF, "1")
    assert "pictures" not in parsed("film.mkv")


@pytest.mark.parametrize(("text", "message"), [
    ("dpii = 100", "'dpii' is no option; did you mean dpi?"),
    ("[rendr]\ndpi = 100", "'rendr' is no command; did you mean render?"),
    ("[render]\nframes = 100", "'frames' is no option of filmprint render"),
    ("dpi = 1", "--dpi must be from 10 to 2400"), ('dpi = "x"', "unable to convert"),
    ("dpi = 20.5", "--dpi must be a whole number"), ("dpi = nan", "unable to convert"),
    ('scale = "4x4"', "--scale must be from 8x8"), ('method = "magic"', "magic"),
    ("dpi = 1 2", "not a TOML file"), ("dpi = [1, 2]", "dpi must be a text"),
    ("overwrite = true", "on the command line alone"), ("axis = 3", "axis"),
    ("dpi = 2024-01-01", "dpi must be a text"), ("text-color = 'blurple'", "--text-color"),
])  # fmt: skip
def test_a_wrong_file_is_named(
    user_file: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    user_file.write_text(text)
    error = refused(capsys, "film.mkv")
    assert message in error and str(user_file) in error


def test_a_value_that_is_not_the_file_s_does_not_name_it(
    user_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user_file.write_text("dpi = 100")
    error = refused(capsys, "film.mkv", "--dpi", "1")
    assert error == "filmprint: --dpi must be from 10 to 2400 (a whole number), not 1."


def test_a_file_that_cannot_be_read(user_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    user_file.mkdir()
    assert "Is a directory" in refused(capsys, "film.mkv")
    user_file.rmdir()
    user_file.write_bytes(b"\xff\xfe")
    assert "not a TOML file" in refused(capsys, "film.mkv")
