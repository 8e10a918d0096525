"""Films from URLs: the same fingerprints, no byte twice, one line for whatever goes wrong."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest
from msgspec import structs

import filmprint
from clips import flat_frames, write_clip
from conftest import COLORS, Run, made_once
from filmprint.library import remote_results
from filmprint.library.jobs import find_films
from filmprint.remote import connections
from filmprint.remote.path import RemotePath
from host_tasks import dask_scheduler, dask_worker
from remote_servers import (
    BUCKET,
    CREDENTIALS,
    REGION,
    WebServer,
    permissions_count,
    s3_server,
    web_server,
)
from test_archive import results
from test_workers import SABOTEUR, wait_until

pytest.importorskip("s3fs")


@pytest.fixture(scope="session")
def made_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film as mp4 with its index at the end and in fragments, as mkv and ts."""

    def make(folder: Path) -> None:
        source = folder / "source.mp4"
        write_clip(source, flat_frames(COLORS, 24), codec="libx264")
        for name, options in (
            ("end.mp4", {}), ("a.mkv", {}), ("a.ts", {}),
            ("fragments.mp4", {"movflags": "frag_keyframe+empty_moov"}),
        ):  # fmt: skip
            with (
                av.open(str(source)) as film,
                av.open(str(folder / name), "w", options=options) as copy,
            ):
                stream = copy.add_stream_from_template(film.streams.video[0])
                for packet in film.demux(film.streams.video[0]):
                    if packet.dts is not None:
                        packet.stream = stream
                        copy.mux(packet)
        source.unlink()

    return made_once(tmp_path_factory, "remote", make)


@pytest.fixture
def films(made_films: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_films, tmp_path / "films"))


@pytest.fixture
def server(films: Path) -> Iterator[WebServer]:
    with web_server(films) as server:
        yield server


def same_film(fingerprint: filmprint.Fingerprint) -> filmprint.Fingerprint:
    """Without what tells where the film lies."""
    return replace(
        fingerprint, film=structs.replace(fingerprint.film, modified_ns=0, path_digest="")
    )


@pytest.mark.parametrize("name", ["end.mp4", "fragments.mp4", "a.mkv"])
def test_a_film_is_the_same_from_a_server(server: WebServer, films: Path, name: str) -> None:
    here = filmprint.analyze(films / name, frames=4, jobs=1)
    there = filmprint.analyze(f"{server.address}/{name}?key=secret", frames=4, jobs=1)
    assert same_film(there) == same_film(here)
    assert 0 < server.sent <= (films / name).stat().st_size


def error_of(film: str) -> str:
    (result,) = filmprint.analyze_many([film], frames=4, jobs=1)
    assert result.error
    assert "secret" not in result.error
    assert "\n" not in result.error
    return result.error.removeprefix(f"{film.partition('?')[0]}: ")


def test_what_goes_wrong_is_one_line(server: WebServer, films: Path) -> None:
    film = f"{server.address}/a.mkv?key=secret"
    assert error_of(film.replace("a.mkv", "b.mkv")) == "nothing there."
    server.redirects["/moved.mkv"] = "http://localhost:1/a.mkv"
    assert error_of(film.replace("a.mkv", "moved.mkv")) == (
        "its server sends us to localhost; name that address if you trust it."
    )
    server.redirects["/here.mkv"] = "/a.mkv"
    assert filmprint.analyze(film.replace("a.mkv", "here.mkv"), frames=4, jobs=1).coverage == 1
    server.breaks = 2
    assert filmprint.analyze(film, frames=4, jobs=1).coverage == 1
    server.breaks = 10_000
    assert error_of(film).startswith("cannot be reached or read (")
    server.breaks = 0
    data = (films / "a.mkv").read_bytes()
    server.changes = lambda: (films / "a.mkv").write_bytes(data[:-1] + b"x")
    assert error_of(film) == "has changed while it was read."
    server.changes = lambda: None
    (films / "list.m3u8").write_text(f"#EXTM3U\n#EXTINF:1,\n{server.address}/a.ts\n")
    server.sent = 0
    assert error_of(f"{server.address}/list.m3u8") == "not a film, or one too damaged to open."
    assert server.sent < 1000
    film = films / "end.mp4"
    film.write_bytes(film.read_bytes().replace(b"avc1", b"encv"))
    assert error_of(f"{server.address}/end.mp4").startswith("its video is encrypted (encv)")
    server.server_close()
    assert error_of("http://127.0.0.1:9/a.mkv").startswith("cannot be reached or read (")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "memory://a.mkv", "simplecache::http://a/b"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(filmprint.OptionError, match="films are read from"):
        filmprint.analyze(url)


FAST = ("--frames", "4", "--dpi", "20", "--fast")


@pytest.fixture
def s3(films: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of an S3 server of this machine, which has two films in a bucket."""
    boto3 = pytest.importorskip("boto3")
    with s3_server() as address:
        for name, value in (*CREDENTIALS.items(), ("AWS_ENDPOINT_URL", address)):
            monkeypatch.setenv(name, value)
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=BUCKET)
        for name in ("a.mkv", "end.mp4"):
            s3.upload_file(films / name, BUCKET, f"films/{name}")
        s3.put_object(Bucket=BUCKET, Key="films/notes.txt", Body=b"none")
        forget_connections()
        yield s3


def forget_connections() -> None:
    """Those of other servers or users."""
    connections._connection.cache_clear()
    remote_results._check_writable.cache_clear()
    pytest.importorskip("s3fs").S3FileSystem.clear_instance_cache()


def keys(s3: Any) -> list[str]:
    """The keys of what is in the bucket beside the films."""
    listed = s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    return [each["Key"] for each in listed if not each["Key"].startswith("films/")]


def objects(s3: Any) -> dict[str, bytes]:
    """What is in the bucket beside the films."""
    return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys(s3)}


def test_a_bucket_of_films(s3: Any, tmp_path: Path, start: Run) -> None:
    out = f"s3://{BUCKET}/prints"
    printed = [start(f"s3://{BUCKET}/films/", *FAST, "-o", out, "--cache", "scratch")]
    names = {name for name in objects(s3) if name.endswith(".json")}
    assert names == {"prints/a.json", "prints/end.json"}
    assert not list((tmp_path / "scratch").iterdir())
    printed.append(start(f"s3://{BUCKET}/films/*.mp4", *FAST, "-o", out))
    assert "up to date" in printed[-1].stdout
    printed.append(start("s3://no-such-bucket/a.mkv", *FAST, code=1))
    assert printed[-1].stderr == (
        "filmprint: s3://no-such-bucket/a.mkv: there is no such bucket.\n"
    )
    written = "".join(data.decode(errors="replace") for data in objects(s3).values())
    for text in (written, *(each.stdout + each.stderr for each in printed)):
        assert not any(CREDENTIALS[name] in text for name in list(CREDENTIALS)[:2])


def test_results_in_a_bucket_are_those_of_a_run_here(
    s3: Any, films: Path, tmp_path: Path, run: Run
) -> None:
    for name in ("a.ts", "fragments.mp4"):
        (films / name).unlink()
    out = f"s3://{BUCKET}/prints"
    options = (films, *FAST, "--jobs", "1", "--stills", "4", "--report", "--style", "poster,ring")
    run(*options, "-o", "here")
    assert f"{out}/a.ring.png" in run(*options, "-o", out).stdout
    sent, here = objects(s3), results(tmp_path / "here")
    del sent["prints/filmprint-summary.csv"]
    assert sent == {f"prints/{name}": data for name, data in here.items()}

    s3.delete_object(Bucket=BUCKET, Key="prints/end.ring.png")
    assert run(*options, "-o", out, "--dry-run").stdout.splitlines() == [
        f"{films / 'a.mkv'}: nothing", f"{films / 'end.mp4'}: draw",
    ]  # fmt: skip
    again = run(*options, "-o", out)
    assert again.stdout.count("up to date") == 1
    assert objects(s3)["prints/end.ring.png"] == here["end.ring.png"]

    s3.put_object(Bucket=BUCKET, Key="prints/a.png", Body=b"a picture of others")
    refused = run(*options, "-o", out, code=1)
    assert refused.stderr.startswith(f"filmprint: {out}/a.png: ")
    assert objects(s3)["prints/a.png"] == b"a picture of others"
    (films / "a.mkv").write_bytes(b"not a film")
    run(films, *FAST, "-o", out, code=1)
    listed = run("list", films, "-o", out, "--json").stdout
    states = {Path(row["fingerprint"]).name: row["state"] for row in json.loads(listed)}
    assert states == {"a.json": "failed", "end.json": "done"}


def test_results_that_cannot_be_sent(
    s3: Any, films: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, out = films / "a.mkv", f"s3://{BUCKET}/prints"
    refused = run(film, *FAST, "-o", "s3://no-such-bucket/prints", code=1).stderr
    assert refused == "filmprint: s3://no-such-bucket/prints: there is no such bucket.\n"
    for web in ("https", "HTTP"):
        refused = run(film, *FAST, "-o", f"{web}://example.org/prints", code=2).stderr
        assert "results cannot be sent to a web server" in refused
    run(film, *FAST, "-o", "s3://", code=2)
    for command in (("shots", film), ("demo",), ("join", "a.json", "b.json")):
        refused = run(*command, "-o", out, code=2).stderr
        assert "s3://: only analyses send results to a URL" in refused
        assert len(refused.splitlines()) == 1

    def send(source: Path, url: str, shown: str) -> None:
        if source.suffix == ".png":
            raise filmprint.errors.OutputError(f"{shown}: cannot be reached or read (Broken).")

    monkeypatch.setattr("filmprint.library.remote_results.send", send)
    line = run(film, *FAST, "-o", out, code=1).stderr
    assert line.startswith(
        f"filmprint: {out}/a.png: cannot be reached or read (Broken). The results are kept in "
    )
    kept = Path(line.strip().removesuffix(".").rpartition(" ")[2])
    assert {path.name for path in kept.iterdir()} == {"a.json", "a.png"}
    shutil.rmtree(kept)


def test_what_a_user_may_do(
    s3: Any, films: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3 = pytest.importorskip("boto3")
    film, out = films / "a.mkv", f"s3://{BUCKET}/prints"

    def refusal(*arguments: object, code: int = 1) -> str:
        forget_connections()
        (line,) = run(*arguments, *FAST, code=code).stderr.splitlines()
        return line.removeprefix("filmprint: ")

    iam = boto3.client("iam", region_name=REGION)
    for user, actions in (("nobody", []), ("reader", ["s3:GetObject", "s3:ListBucket"])):
        iam.create_user(UserName=user)
        if actions:
            policy = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:s3:::*"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
            iam.put_user_policy(UserName=user, PolicyName="films", PolicyDocument=document)
    access = {
        user: iam.create_access_key(UserName=user)["AccessKey"] for user in ("nobody", "reader")
    }
    with permissions_count(os.environ["AWS_ENDPOINT_URL"]):
        assert refusal(f"s3://{BUCKET}/films/") == (
            f"s3://{BUCKET}/films/: the key to read it with is not known there."
        )
        for user, source, line in (
            ("nobody", f"s3://{BUCKET}/films/", f"s3://{BUCKET}/films/: no permission to read it."),
            (
                "nobody",
                f"s3://{BUCKET}/films/a.mkv",
                f"s3://{BUCKET}/films/a.mkv: no permission to read it.",
            ),
            ("reader", f"s3://{BUCKET}/films/a.mkv", f"{out}: no permission to write it."),
            ("reader", film, f"{out}: no permission to write it."),
        ):
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", access[user]["AccessKeyId"])
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", access[user]["SecretAccessKey"])
            assert refusal(source, "-o", out) == line
        forget_connections()
        run(f"s3://{BUCKET}/films/a.mkv", *FAST, "-o", "here")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert (
        refusal(f"s3://{BUCKET}/films/") == f"s3://{BUCKET}/films/: no credentials to read it with."
    )
    forget_connections()


def test_results_are_named_as_they_are_in_the_bucket(s3: Any, films: Path, run: Run) -> None:
    out = f"s3://{BUCKET}/prints"
    s3.put_object(Bucket=BUCKET, Key="prints/a.json", Body=b"notes of others")
    planned = run(films / "a.mkv", *FAST, "-o", out, "--dry-run").stdout
    assert planned.startswith(f"{films / 'a.mkv'}: fail: {out}/a.json: already exists")
    assert (
        f"({out}/a.json: not a fingerprint file" in run("list", films / "a.mkv", "-o", out).stdout
    )


def test_any_letter_in_a_key(s3: Any, films: Path, run: Run) -> None:
    name = "What? #1 50%25 [é].mkv"
    s3.upload_file(films / "a.mkv", BUCKET, f"odd/{name}")
    out = f"s3://{BUCKET}/prints [1]"
    assert f"{out}/What? #1" in run(f"s3://{BUCKET}/odd/", *FAST, "-o", out).stdout
    assert f"prints [1]/{name.replace('.mkv', '.json')}" in objects(s3)
    assert "done" in run("list", f"s3://{BUCKET}/odd/", "-o", out).stdout


@pytest.mark.exhaustive  # 40 films, one of which hangs for as long as a busy machine may need
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_archive_on_a_cluster_that_loses_a_machine(
    s3: Any, films: Path, tmp_path: Path, run: Run
) -> None:
    test_dask = pytest.importorskip("test_dask")
    count, out = 40, f"s3://{BUCKET}/prints"
    for number in range(count):
        key = f"films/shelf/f{number:02}{'.hang' if number == 5 else ''}.mkv"
        s3.upload_file(films / "a.mkv", BUCKET, key)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    saboteur = {"PYTHONPATH": os.pathsep.join([SABOTEUR, os.environ.get("PYTHONPATH", "")])}
    with (
        dask_scheduler(tmp_path) as file,
        dask_worker(file, "one", **saboteur) as first,
        dask_worker(file, "two", **saboteur) as second,
    ):
        command = [sys.executable, "-m", "filmprint", f"s3://{BUCKET}/films/shelf/", *FAST, "-o", out,
                   "--scheduler", test_dask.scheduler_address(file), "--max-stall", "30"]  # fmt: skip
        program = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=tmp_path)  # fmt: skip
        wait_until(lambda: len(keys(s3)) > count // 2 and test_dask.film_processes(first))
        test_dask.kill_all(first)
        printed, complaints = program.communicate(timeout=400)
        assert second.poll() is None
    assert program.returncode == 1, printed + complaints
    (line,) = complaints.splitlines()
    assert line.startswith(
        f"filmprint: s3://{BUCKET}/films/shelf/f05.hang.mkv: no progress for 30 s; given up"
    )
    run(f"s3://{BUCKET}/films/shelf/f??.mkv", *FAST, "-o", "local")
    sent = objects(s3)
    del sent["prints/filmprint-summary.csv"]
    local = results(tmp_path / "local")
    assert len(local) == 2 * (count - 1)
    assert sent == {f"prints/{name}": data for name, data in local.items()}
    versions = Counter(
        each["Key"].rpartition(".")[0]
        for page in s3.get_paginator("list_object_versions").paginate(
            Bucket=BUCKET, Prefix="prints/f"
        )
        for each in page["Versions"]
    )
    done_twice = [name for name, times in versions.items() if times > 2]
    assert len(done_twice) <= 1  # in work on the machine that was lost


def test_servers_of_files_keep_their_host(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = connections.Listing(("/films/a.mkv",), "/films", is_named=True)
    monkeypatch.setattr("filmprint.remote.path.find", lambda url, shown: listing)
    (job,) = find_films(["sftp://me:secret@host/films/*.mkv"], None)
    assert isinstance(job.source, RemotePath)
    assert job.source.url == "sftp://me:secret@host/films/a.mkv"
    assert str(job.source) == "sftp://host/films/a.mkv"


def test_two_runs_do_not_write_over_each_other(
    s3: Any, films: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another film's fingerprint that is new there when the results are about to be sent is kept,
    and so are the results. No message names a folder that is gone."""
    out, other = f"s3://{BUCKET}/prints", tmp_path / "other"
    run(films / "end.mp4", *FAST, "-o", other)
    key = {"Bucket": BUCKET, "Key": "prints/a.json"}

    def meanwhile(*_: object) -> bool:
        s3.put_object(**key, Body=(other / "end.json").read_bytes())
        return False

    monkeypatch.setattr("filmprint.library.film_job.drawing_warnings", lambda *_, **__: ())
    monkeypatch.setattr("filmprint.library.film_job.draw_outdated", lambda *_, **__: meanwhile())
    line = run(films / "a.mkv", *FAST, "-o", out, code=1).stderr
    assert line.startswith(f"filmprint: {out}/a.json: already exists, for another film (end.mp4)")
    shutil.rmtree(Path(line.strip().removesuffix(".").rpartition(" ")[2]))
    assert objects(s3)["prints/a.json"] == (other / "end.json").read_bytes()
    planned = run(films / "a.mkv", *FAST, "-o", out, "--dry-run").stdout
    assert f"fail: {out}/a.json: already exists, for another film" in planned
    listed = run("list", films / "a.mkv", "-o", out).stdout
    assert f"{out}/a.json: of another film" in listed


def test_a_run_that_is_stopped_sends_what_is_whole(
    s3: Any, films: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("filmprint.library.film_job.draw_outdated", stop)
    run(films / "a.mkv", *FAST, "-o", f"s3://{BUCKET}/prints", code=130)
    assert list(objects(s3)) == ["prints/a.json"]


@pytest.mark.parametrize("replaces", [True, False])
def test_a_server_without_whole_files_gets_them_by_renaming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaces: bool
) -> None:
    """Also one that renames no file over another; and never is anything left behind."""
    local = pytest.importorskip("fsspec").filesystem("file")
    rename = local.mv

    def mv(old: str, new: str) -> None:
        if Path(new).exists() and not replaces:
            raise FileExistsError(new)
        rename(old, new)

    monkeypatch.setattr(local, "mv", mv)
    monkeypatch.setattr(connections, "_file_system", lambda url: local)
    for text in ("new", "newer"):
        (tmp_path / "a?.json").write_text(text)
        connections.send(tmp_path / "a?.json", f"sftp://host{tmp_path}/prints/a?.json", "shown")
        assert {path.name: path.read_text() for path in (tmp_path / "prints").iterdir()} == {
            "a?.json": text
        }
    monkeypatch.setattr(local, "mv", lambda *_: 1 / 0)
    with pytest.raises(filmprint.errors.OutputError, match="shown: cannot be reached or written"):
        connections.send(tmp_path / "a?.json", f"sftp://host{tmp_path}/prints/b.json", "shown")
    assert [path.name for path in (tmp_path / "prints").iterdir()] == ["a?.json"]
