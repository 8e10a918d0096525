"""The rooms of src/filmprint, from the top: what each may import, and that nothing goes in circles."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "filmprint"
LEVELS = (
    ("__main__",),
    ("cli",),
    ("library",),
    ("report", "export", "plot", "render"),
    ("measures",),
    ("analysis",),
    ("video",),
    ("processes", "fingerprint"),
    ("color", "remote"),
    ("options",),
    ("errors",),
)
"""Rooms import rooms below them and themselves; rooms of one level do not import each other."""


def room(module: str) -> str:
    return module.split(".")[1]


def level(module: str) -> int:
    return next(n for n, rooms in enumerate(LEVELS) if room(module) in rooms)


def modules() -> dict[str, Path]:
    """Every module but the package's face, which hands out names of all rooms."""
    named = {
        ".".join(("filmprint", *path.relative_to(SOURCE).with_suffix("").parts)): path
        for path in SOURCE.rglob("*.py")
    }
    del named["filmprint.__init__"]
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


def imports(path: Path) -> Iterator[str]:
    """What a module imports, wherever in it: `a.b` for `import a.b`, `a` and `a.b` for `from a import b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_is_in_a_room() -> None:
    rooms = {name for rooms in LEVELS for name in rooms}
    assert {room(module) for module in modules()} <= rooms


def test_rooms_import_only_rooms_below_them() -> None:
    known = modules()
    for module, path in known.items():
        for name in imports(path):
            if name in known and room(name) != room(module):
                assert level(name) > level(module), f"{module} imports {name}"


def test_no_module_imports_itself_through_others() -> None:
    known = modules()
    graph = {
        module: {name for name in imports(path) if name in known and name != module}
        for module, path in known.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_only_video_imports_pyav() -> None:
    users = {
        room(module)
        for module, path in modules().items()
        if any(name.split(".")[0] == "av" for name in imports(path))
    }
    assert users == {"video"}
