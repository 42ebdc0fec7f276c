"""What `make run` asks of a machine. The scripts are no package: they run before anything is installed."""

import importlib.util
import socket
import stat
import sys
from types import SimpleNamespace

import pytest

from tests.learning.program import ROOT


@pytest.fixture
def script(monkeypatch):
    """script(name) → the program scripts/NAME.py as a module of this test's own."""
    monkeypatch.syspath_prepend(ROOT / "scripts")

    def load(name):
        spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load
    sys.modules.pop("bootstrap", None)


class Version(tuple):
    major, minor = property(lambda self: self[0]), property(lambda self: self[1])


def test_an_older_python_is_told_which_one_is_needed(script, monkeypatch):
    bootstrap = script("bootstrap")
    monkeypatch.setattr(bootstrap.sys, "version_info", Version((3, 10, 4)))

    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed, this is 3\.10\. .*PYTHON="):
        bootstrap.check_machine()


def test_a_python_without_venv_is_told_what_to_install(script, monkeypatch):
    bootstrap = script("bootstrap")
    here = importlib.util.find_spec
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else here(name))

    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.check_machine()


def test_a_missing_system_library_is_named_and_stops_nothing(script, monkeypatch, tmp_path, capsys):
    bootstrap = script("bootstrap")
    (tmp_path / "requirements.txt").write_text("a==1\nWeasyPrint==66.0\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "find_library", lambda name: None)

    bootstrap.check_machine()

    assert "apt-get install libpango-1.0-0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "is_enough"),
    [("v20.19.0", True), ("v24.1.2", True), ("v18.19.0", False), ("no node", False), (None, False)],
)
def test_the_machines_node_is_used_only_where_it_is_new_enough(script, monkeypatch, tmp_path, said, is_enough):
    bootstrap = script("bootstrap")
    programs = {"node": f"#!/bin/sh\necho {said}\n", "npm": "#!/bin/sh\n"} if said else {}
    for name, text in programs.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(stat.S_IRWXU)
    monkeypatch.setattr(bootstrap, "environment", lambda: {"PATH": str(tmp_path)})

    assert bootstrap.has_node() is is_enough


def node_step(bootstrap, monkeypatch, found):
    ran = []
    monkeypatch.setattr(bootstrap, "has_node", lambda: found)
    monkeypatch.setattr(bootstrap, "run", lambda *command: ran.append(command))
    step = next(step for step in bootstrap.steps(dev=False) if step.stamp == "node")
    step.act()
    return SimpleNamespace(is_there=step.is_there, ran=ran)


def test_without_a_good_node_one_comes_from_the_package_index(script, monkeypatch):
    bootstrap = script("bootstrap")

    assert [command[-1] for command in node_step(bootstrap, monkeypatch, found=False).ran] == [bootstrap.NODE_WHEEL]
    assert node_step(bootstrap, monkeypatch, found=True).ran == []


def test_a_taken_port_is_passed_over(script, monkeypatch):
    run = script("run")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        # Port 8000 may be in use on the machine that tests: one that certainly is stands for it.
        monkeypatch.setattr(run, "FIRST_PORT", taken.getsockname()[1])

        port = run.free_port()

    assert run.FIRST_PORT < port < run.FIRST_PORT + 100
