"""The workers of a Dask cluster check a package: from a folder or an object store, and though one of them dies."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from bucket_packages import copies, write_package
from swf_facts.buckets import cluster as clusters
from swf_facts.buckets.cluster import Unreachable
from swf_facts.buckets.executors import WorkersEnded
from swf_facts.errors import PackageError
from swf_facts.validation import validate
from test_buckets import parted
from test_streaming import damage, rows

distributed = pytest.importorskip("distributed", reason="comes with the extra dask")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "large-package.md"
STORE = {"AWS_ACCESS_KEY_ID": "anyone", "AWS_SECRET_ACCESS_KEY": "anything", "AWS_DEFAULT_REGION": "us-east-1"}


class DiesOnce(distributed.WorkerPlugin):  # type: ignore[misc,name-defined]  # distributed has no types
    """Writes down every bucket that a worker begins, and has the first worker that begins its second one killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.begun = folder, 0

    def transition(self, key: str, _start: str, finish: str, **_: Any) -> None:
        """Look at what becomes of a task."""
        if finish != "executing" or not str(key).startswith("judge"):
            return
        with (self.folder / "begun.txt").open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {key}\n")
        self.begun += 1
        if self.begun < 2:
            return
        try:
            os.close(os.open(self.folder / "killed", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run an object store on this machine, and tell all processes where it is."""
    place = tmp_path_factory.mktemp("store") / "address"
    program = (
        "import sys, pathlib, threading; from moto.server import ThreadedMotoServer; server = ThreadedMotoServer(port=0); "
        'server.start(); host, port = server.get_host_and_port(); print(f"port={port}", flush=True); threading.Event().wait()'
    )
    with (
        (place.with_name("log")).open("w") as log,
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=log, text=True) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        assert server.stdout is not None
        port = next(line for line in server.stdout if line.startswith("port=")).partition("=")[2]
        address = f"http://127.0.0.1:{port.strip()}"
        for name, value in {**STORE, "AWS_ENDPOINT_URL": address}.items():
            patch.setenv(name, value)
        yield address
        server.kill()


@pytest.fixture(scope="module")
def cluster(store: str) -> Iterator[Any]:
    """Start a scheduler and two workers, processes of their own with one thread each."""
    assert store
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as started:
        yield started


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Return a package of eight parts with faults of many kinds."""
    tables = copies(tmp_path / "package", 8)
    damage(tables)
    return write_package(tmp_path / "package", tables, form="parquet", articles=3)


# --- object stores ------------------------------------------------------------------------------------
def test_workers_read_an_object_store(cluster: Any, damaged: Path) -> None:
    """Each worker reads its parts from the store, and the report is that of the same package in a folder."""
    s3fs = pytest.importorskip("s3fs", reason="reads object stores")
    store = s3fs.S3FileSystem()
    store.mkdir("facts")
    store.put(str(damaged), "facts/package", recursive=True)
    (damaged / "data").rename(damaged / "elsewhere")  # nobody can have read it here
    found = validate("s3://facts/package", dask=cluster.scheduler_address)
    (damaged / "elsewhere").rename(damaged / "data")

    assert rows(found) == rows(validate(damaged))


def test_a_part_that_the_store_does_not_have_is_missing(store: str, damaged: Path) -> None:
    """What a store says of an object that is not there becomes the finding of a missing file."""
    s3fs = pytest.importorskip("s3fs", reason="reads object stores")
    bucket = s3fs.S3FileSystem(client_kwargs={"endpoint_url": store})
    bucket.mkdir("holes")
    bucket.put(str(damaged), "holes/package", recursive=True)
    bucket.rm("holes/package/data/evidence/00003.parquet")
    found = [one for one in validate("s3://holes/package").findings if one.rule == "resource-missing"]

    assert [one.found for one in found] == ["data/evidence/00003.parquet"]


def test_an_address_is_read_through_fsspec(tmp_path: Path) -> None:
    """A package in any file system that fsspec knows gives the report of the same package in a folder."""
    fsspec = pytest.importorskip("fsspec", reason="comes with the extra dask")
    folder = parted(tmp_path)
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/packages/isle", recursive=True)

    assert rows(validate("memory://packages/isle")) == rows(validate(folder))
    assert rows(validate(f"file://{folder}")) == rows(validate(folder))


# --- workers that come and go ---------------------------------------------------------------------------
def test_workers_that_come_late_get_work(damaged: Path) -> None:
    """A scheduler that has no worker yet is waited for, and workers that it gets then have buckets waiting for all of them."""
    with distributed.LocalCluster(n_workers=0, threads_per_worker=1, dashboard_address=":0") as started:
        scheduler = started.scheduler
        waiting = 0

        def eventually(holds: Callable[[], bool]) -> None:
            # What a client gives out, and a worker that starts, reach the scheduler a little later.
            until = monotonic() + 20
            while not holds() and monotonic() < until:
                sleep(0.01)

        def held() -> int:
            return len([key for key in scheduler.tasks if str(key).startswith("judge")])

        def look(done: int, _total: int, _facts: int) -> None:
            nonlocal waiting
            if done == 0:
                started.scale(2)
            elif done == 1:
                eventually(lambda: len(scheduler.workers) == 2)
            elif done == 2:
                eventually(lambda: held() > clusters.AHEAD)
                waiting = held()

        found = validate(damaged, dask=started.scheduler_address, progress=look)

    assert waiting > clusters.AHEAD
    assert rows(found) == rows(validate(damaged))


def test_an_interrupted_check_takes_its_work_back(cluster: Any, damaged: Path) -> None:
    """After Ctrl-C the report says how far it came, and the cluster is left with nothing to do."""

    def interrupt(done: int, total: int, _facts: int) -> None:
        if 0 < done < total:
            raise KeyboardInterrupt

    found = validate(damaged, dask=cluster.scheduler_address, progress=interrupt)

    assert found.stopped == "stopped after 1 of 8 buckets of articles"
    assert not [key for key in cluster.scheduler.tasks if str(key).startswith("judge")]


def test_an_address_at_which_nobody_answers_is_said_in_words(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the address and where to get the right one."""
    monkeypatch.setattr(clusters, "PATIENCE", 0.2)

    with pytest.raises(Unreachable, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'.*; name the address"):
        validate(damaged, dask="tcp://127.0.0.1:9")


def test_a_cluster_is_refused_a_package_that_it_cannot_share(tmp_path: Path) -> None:
    """Single files are cut in a folder of this machine, which no worker reaches."""
    folder = write_package(tmp_path, copies(tmp_path, 1))
    with pytest.raises(PackageError, match="not in parts"):
        validate(folder, dask="tcp://127.0.0.1:1")


def test_a_worker_that_is_killed_in_a_bucket_costs_a_retry(cluster: Any, damaged: Path, tmp_path: Path) -> None:
    """The bucket is begun again by another worker, and the findings are those of one process, row for row."""
    with distributed.Client(cluster) as client:
        client.register_plugin(DiesOnce(tmp_path), name="dies-once")
        found = validate(damaged, dask=cluster.scheduler_address)
        client.unregister_worker_plugin("dies-once")
    begun = [line.split() for line in (tmp_path / "begun.txt").read_text("utf-8").splitlines()]
    again = [key for key, times in Counter(key for _, key in begun).items() if times > 1]

    assert again
    assert all(len({process for process, key in begun if key == one}) == 2 for one in again)
    assert len({key for _, key in begun}) >= 8  # a bucket that asks about another is begun once more, with the answer
    assert rows(found) == rows(validate(damaged))


def test_a_bucket_that_kills_every_worker_is_given_up(
    cluster: Any, damaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check ends with an error that says what to do, not with a wait for ever."""
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    with distributed.Client(cluster) as client:
        client.register_plugin(DiesOnce(tmp_path), name="dies-once")
        with pytest.raises(WorkersEnded, match=r"died, one after another.*; give the workers more memory"):
            validate(damaged, dask=cluster.scheduler_address)
        client.unregister_worker_plugin("dies-once")


# --- the recipes of the documentation -----------------------------------------------------------------
def block(language: str) -> str:
    """Return the recipe of the page that is written in *language*."""
    found = re.search(rf"```{{code-block}} {language}\n:caption: \S+\n\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_recipe_for_slurm_runs(damaged: Path, tmp_path: Path) -> None:
    """As it stands in the page, with a folder of ours and an ``srun`` that starts two tasks here: the report and the exit code."""
    tools = tmp_path / "tools"
    tools.mkdir()
    programs = {
        "srun": """shift; "$@" & "$@" & trap 'kill $(jobs -p)' TERM; wait""",
        "dask": f'exec {shlex.quote(sys.executable)} -m dask "$@"',
        "swf-facts": f'exec {shlex.quote(sys.executable)} -m swf_facts "$@"',
        "hostname": "echo 127.0.0.1",
    }
    for name, program in programs.items():
        (tools / name).write_text(f"#!/bin/bash\n{program}\n")
        (tools / name).chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    script = block("bash").replace("/shared/package", shlex.quote(str(damaged))).replace("8786", port)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip

    assert done.returncode == 1, done.stderr
    report, expected = ((tmp_path / "report.json").read_text("utf-8"), validate(damaged).to_json())
    assert json.loads(report)["findings"] == json.loads(expected)["findings"]


def test_the_recipe_for_kubernetes_holds_together() -> None:
    """Selectors match labels, everybody asks the service, and the commands take the options that they are given."""
    yaml = pytest.importorskip("yaml", reason="comes with dask")
    objects = {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(block("yaml"))}
    service = objects["Service", "dask-scheduler"]
    commands = {}
    for (kind, name), one in objects.items():
        if kind == "Service":
            continue
        template = one["spec"]["template"]
        if kind == "Deployment":
            assert one["spec"]["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items()
        (container,) = template["spec"]["containers"]
        commands[kind, name] = container["command"]
    scheduler = objects["Deployment", "dask-scheduler"]["spec"]["template"]
    port = service["spec"]["ports"][0]["port"]
    address = f"tcp://{service['metadata']['name']}:{port}"

    assert service["spec"]["selector"].items() <= scheduler["metadata"]["labels"].items()
    assert commands["Deployment", "dask-scheduler"] == ["dask", "scheduler", "--port", str(port)]
    assert commands["Deployment", "dask-worker"][2] == commands["Job", "swf-facts-validate"][-1] == address
    for command in commands.values():
        assert unknown_options(command) == []


def test_the_commands_of_the_recipe_for_slurm_take_their_options() -> None:
    """Every option after ``dask`` in the script is one that dask has, and every directive is one that sbatch reads."""
    script = block("bash")
    commands = [shlex.split(line.partition("dask ")[2].rstrip(" &")) for line in script.splitlines() if "dask " in line and "--dask" not in line]  # fmt: skip
    directives = re.findall(r"^#SBATCH (\S+)$", script, re.MULTILINE)

    assert len(commands) == 2
    assert [unknown_options(["dask", *command]) for command in commands] == [[], []]
    assert len(directives) == script.count("#SBATCH")
    assert all(re.fullmatch(r"--[a-z-]+=[A-Za-z0-9:-]+", one) for one in directives)


def unknown_options(command: list[str]) -> list[str]:
    """Return the options of a command of the recipes that the program does not have."""
    program, *words = command
    module, asked = ("dask", words[:1]) if program == "dask" else ("swf_facts", words[:1])
    known = subprocess.check_output([sys.executable, "-m", module, *asked, "--help"], text=True)
    return [word for word in words if word.startswith("--") and word not in known]
