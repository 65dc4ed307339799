"""The shape of the code: budgets, import directions, public docstrings, no leftovers.

These are agreements, not taste: CONTRIBUTING.md states them, this file holds us to them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "solvus"
MODULES = sorted(SOURCE.rglob("*.py"))
PYTHON_FILES = sorted(
    path for folder in ("src", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)

MOST_FILE_LINES = 400
MOST_BODY_LINES = 80

# Libraries slow enough to import that they may be met inside a function, at their one door.
HEAVY = {
    "PIL",
    "SurfaceTopography",
    "ase",
    "chgnet",
    "distributed",
    "emcee",
    "galvani",
    "gpaw",
    "fastnda",
    "h5netcdf",
    "jinja2",
    "pandas",
    "pint",
    "plotly",
    "pyarrow",
    "pybamm",
    "pycalphad",
    "pymoo",
    "rich",
    "rsciio",
    "scipy",
    "sevenn",
    "spglib",
    "tifffile",
    "torch",
    "xarray",
    "yaml",
    "zarr",
}
# Where commands fetch the parts of Solvus that pull those libraries in: --help must stay quick.
LAZY_FOR_SOLVUS = {SOURCE / "cli"}

BANNED = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK|placeholder)\b"  # unfinished work
    r"|(?<![\w.])/(?:work|tmp|home|root|opt)/"  # paths of one machine
    r"|\bpypi\.org\b|\bpythonhosted\.org\b",  # hosts of a package registry
    re.IGNORECASE,
)
TEXT_ENDINGS = {".py", ".md", ".yaml", ".yml", ".toml", ".cff", ".c", ".h", ".html", ".txt", ".csv"}
# Written by a run or a build, not by us.
NOT_OURS = {ROOT / name for name in ("report", "out", "dist", "benchmarks/build")}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_of(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    if not body:
        return 0
    return (function.end_lineno or 0) - body[0].lineno + 1


def is_declaration(function: Function) -> bool:
    """Whether the body is "..." alone: a member of a Protocol, explained by its class."""
    match function.body:
        case [ast.Expr(value=ast.Constant(value=value))]:
            return value is ...
    return False


def public_members(tree: ast.Module) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Functions and classes without a leading underscore, and such methods of such classes."""
    for node in tree.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if not isinstance(member, Function) or member.name.startswith("_"):
                    continue
                if not is_declaration(member):
                    yield f"{node.name}.{member.name}", member


def imported_roots(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Top-level packages that one import statement names; "solvus" for a relative import."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {"solvus" if node.level else (node.module or "").split(".")[0]}


def text_files() -> Iterator[Path]:
    """Every text file of the project but this one, which has to name what it looks for."""
    for name in ("Makefile", ".ci/run", ".gitignore", ".pre-commit-config.yaml"):
        yield ROOT / name
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".") or top in NOT_OURS:
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            ours = not NOT_OURS & {path, *path.parents} and path != Path(__file__).resolve()
            if ours and path.is_file() and path.suffix in TEXT_ENDINGS:
                yield path


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 10
    assert Path(__file__) in PYTHON_FILES


def test_files_are_short() -> None:
    too_long = []
    for path in PYTHON_FILES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_FILE_LINES:
            too_long.append(f"{short(path)}: {lines} lines, at most {MOST_FILE_LINES}")
    assert not too_long, "\n".join(too_long)


def test_functions_are_short() -> None:
    too_long = []
    for path in PYTHON_FILES:
        for function in functions_of(tree_of(path)):
            if (lines := body_lines(function)) > MOST_BODY_LINES:
                where = f"{short(path)}:{function.lineno}: {function.name}"
                too_long.append(f"{where} has {lines} lines, at most {MOST_BODY_LINES}")
    assert not too_long, "\n".join(too_long)


def test_imports_stand_at_the_top() -> None:
    hidden = []
    for path in MODULES:
        allowed = HEAVY | ({"solvus"} if LAZY_FOR_SOLVUS & set(path.parents) else set())
        for function in functions_of(tree_of(path)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    for root in sorted(imported_roots(node) - allowed):
                        where = f"{short(path)}:{node.lineno}"
                        hidden.append(f"{where}: {root} imported inside {function.name}")
    assert not hidden, "\n".join(sorted(set(hidden)))


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = grimp.build_graph("solvus", exclude_type_checking_imports=True, cache_dir=None)
    imports = {one: set(graph.find_modules_directly_imported_by(one)) for one in graph.modules}
    # Whoever imports nobody that is left cannot be in a circle, nor can whoever nobody imports.
    while leaves := {
        one for one in imports if not imports[one] or not any(one in of for of in imports.values())
    }:
        imports = {one: of - leaves for one, of in imports.items() if one not in leaves}
    assert not imports, f"these import each other in a circle: {', '.join(sorted(imports))}"


def test_import_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_public_says_what_it_is() -> None:
    silent = []
    for path in MODULES:
        tree = tree_of(path)
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(f"{short(path)}: the module has no docstring")
        if path.name.startswith("_") and path.name != "__init__.py":
            continue
        for name, node in public_members(tree):
            if ast.get_docstring(node) is None:
                silent.append(f"{short(path)}:{node.lineno}: {name} has no docstring")
    assert not silent, "\n".join(silent)


def test_nothing_is_left_over() -> None:
    found = []
    for path in text_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if match := BANNED.search(line):
                found.append(f"{short(path)}:{number}: {match.group(0)}")
    assert not found, "\n".join(found)


def test_file_names_say_what_is_inside() -> None:
    vague = {"utils", "util", "common", "helpers", "helper", "manager", "misc", "base_"}
    named = [short(path) for path in MODULES if path.stem in vague]
    assert not named, f"name these after what they do: {', '.join(named)}"


@pytest.mark.parametrize(
    "line",
    [
        "# TODO: later",
        "open('/" + "tmp/x')",
        "see /" + "work/main",
        "https://py" + "pi.org/x",
        "placeholder",
    ],
)
def test_the_search_for_leftovers_finds_them(line: str) -> None:
    assert BANNED.search(line)


@pytest.mark.parametrize("line", ["heat/work/loss", "a/tmp/b", "the total number", "homework/2"])
def test_the_search_for_leftovers_spares_the_rest(line: str) -> None:
    assert not BANNED.search(line)
