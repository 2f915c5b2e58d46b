"""Mutation tests of the engine: its source is broken in one place, and some test has to fail.

    python -m tests.mutate              every module of the engine
    python -m tests.mutate codecs       these modules only

The mutations are those of mutmut, and a few more. Its runner is not used: it wraps functions and
so passes over properties, class bodies, module constants and what runs while a class is made, of
which an engine of models has a lot. Here every mutant is imported anew in a process of its own.

Prints a row of Markdown for each survivor that the list in docs/mutation.md does not explain, and
ends with status 1 if there is one. Settings: [tool.mutate] in pyproject.toml.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.machinery
import importlib.util
import os
import pickle
import re
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import libcst as cst
import libcst.matchers as m
import pytest
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).parents[1]
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "mutate"
]
SOURCE = ROOT / SETTINGS["source"]
KNOWN = ROOT / SETTINGS["known"]
FAULT = 99  # exit status of a child that did not come to run tests
MEMORY = 4 * 2**30  # bytes that a mutant may take


class Mutant(NamedTuple):
    module: str
    where: str
    """The class and function that it is in."""
    lines: range
    change: str
    source: str
    """The whole module, mutated."""

    @property
    def row(self) -> str:
        change = self.change.replace("|", r"\|")
        return f"| {self.module} | {self.where} | {change} |"


def forced(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    """A condition that always holds, and one that never does."""
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    for operator, value in ((cst.And(), "False"), (cst.Or(), "True")):
        yield cst.BooleanOperation(left=test, operator=operator, right=cst.Name(value))


def marked(node: cst.FormattedString) -> cst.CSTNode:
    """Another text in an f-string."""
    return node.with_changes(parts=[cst.FormattedStringText("XX"), *node.parts])


def mutations(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """What of *node* is replaced, and by what."""
    for kind, operator in mutators.mutation_operators:
        if isinstance(node, kind):
            made = list(operator(node))
            # mutmut changes the case of a string as well: of no use where "XX" goes unnoticed.
            for new in made[:1] if operator is mutators.operator_string else made:
                yield node, new
    if isinstance(node, cst.If | cst.CompIf):
        for new in forced(node):  # the condition alone: a block would lose its indentation
            yield node.test, new
    if isinstance(node, cst.FormattedString):
        yield node, marked(node)


def is_left_alone(node: cst.CSTNode) -> bool:
    """What says nothing at run time, or is checked by other tools."""
    found: bool = m.matches(
        node,
        m.Annotation()
        | m.ImportFrom()
        | m.Import()
        | m.Decorator()
        | m.Comment()
        | m.Expr(m.SimpleString())
        | m.Assign(targets=[m.AssignTarget(m.Name("__all__") | m.Name("__slots__"))])
        | m.AnnAssign(annotation=m.Annotation(m.Name("TypeAlias"))),
    )
    return found


def mutants_of(module: str) -> Iterator[Mutant]:
    wrapper = MetadataWrapper(cst.parse_module((SOURCE / f"{module}.py").read_bytes()))
    tree = wrapper.module
    text = tree.bytes
    spans = wrapper.resolve(ByteSpanPositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    pending: list[tuple[cst.CSTNode, str]] = [(tree, "")]
    seen = set()
    while pending:
        node, where = pending.pop()
        if is_left_alone(node):
            continue
        for part, new in mutations(node):
            span = spans[part]
            start, end = span.start, span.start + span.length
            code = tree.code_for_node(new).encode()
            source = text[:start] + code + text[end:]
            if source in seen or not is_python(source):
                continue
            seen.add(source)
            around = part  # enough to see what is changed
            while spans[around].length < 12 and not is_block(parents.get(around)):
                around = parents[around]
            first, last = spans[around].start, spans[around].start + spans[around].length
            change = (
                f"`{flat(text[first:last])}` → `{flat(text[first:start] + code + text[end:last])}`"
            )
            line = text.count(b"\n", 0, first) + 1
            lines = range(line, line + text.count(b"\n", first, last) + 1)
            yield Mutant(module, where or "module", lines, change, source.decode())
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            where = f"{where}.{node.name.value}".lstrip(".")
        pending += [(child, where) for child in reversed(node.children)]


def is_block(node: cst.CSTNode | None) -> bool:
    return node is None or isinstance(node, cst.BaseSuite | cst.Module)


def is_python(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def flat(code: bytes) -> str:
    """One line, with the middle of a long one left out."""
    text = re.sub(r"\s+", " ", code.decode()).strip()
    return text if len(text) <= 100 else f"{text[:60]} … {text[-38:]}"


# --- First, fast: into a process where all is imported and collected, the new code of a function --


class Collected:
    """A plugin of pytest that runs no tests but judges mutants, each in a fork of the process.

    It sees only what a function does from then on, not what it did while a class was made, so
    it can kill a mutant and never acquit one. Of the tests it asks those that run the line.
    """

    def __init__(self, mutants: list[Mutant], jobs: int, killed: set[int]) -> None:
        self.mutants, self.jobs, self.killed = mutants, jobs, killed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        functions = [
            thing
            for thing in gc.get_objects()
            if isinstance(thing, FunctionType)
            and thing.__code__.co_filename.startswith(str(SOURCE))
        ]
        gc.freeze()  # a collection in a child would copy the memory that it shares
        passing: dict[int, dict[tuple[str, int], None]] = {}
        for number, item in enumerate(session.items):  # alone, as it will run
            reader, writer = os.pipe()
            if not (pid := os.fork()):
                lines: dict[tuple[str, int], None] = {}
                sys.settrace(tracer(lines))
                failed = fails(session, [item])
                sys.settrace(None)
                with os.fdopen(writer, "wb") as pipe:
                    pickle.dump(lines, pipe)
                os._exit(failed)
            os.close(writer)
            with os.fdopen(reader, "rb") as pipe:
                lines = pickle.load(pipe)
            if not os.waitpid(pid, 0)[1]:
                passing[number] = lines
        running: dict[int, int] = {}
        for number, mutant in enumerate(self.mutants):
            path = str(SOURCE / f"{mutant.module}.py")
            lines_of = {(path, line) for line in mutant.lines}
            tests = [n for n, lines in passing.items() if lines_of & lines.keys()]
            if tests and not (pid := os.fork()):
                signal.alarm(SETTINGS["timeout"])
                limit_memory()
                failed = False
                try:
                    if hot_patch(mutant, functions):
                        failed = fails(session, [session.items[n] for n in tests])
                finally:  # never back into the loop; what went wrong here kills no mutant
                    os._exit(failed)
            if tests:
                running[pid] = number
            if len(running) >= self.jobs:
                self.reap(running)
        while running:
            self.reap(running)
        return True

    def reap(self, running: dict[int, int]) -> None:
        pid, status = os.wait()
        number = running.pop(pid)
        if status:
            self.killed.add(number)


def tracer(lines: dict[tuple[str, int], None]) -> Any:
    folder = str(SOURCE)

    def trace(frame: Any, event: str, _: object) -> Any:
        path = frame.f_code.co_filename
        if not path.startswith(folder):
            return None
        lines[path, frame.f_lineno] = None
        return trace

    return trace


def fails(session: pytest.Session, items: list[pytest.Item]) -> bool:
    """Whether one of *items* fails; stops at the first."""
    for item in items:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        if session.testsfailed:
            return True
    return False


def hot_patch(mutant: Mutant, functions: list[FunctionType]) -> bool:
    """Give the mutant's code to those *functions* that run the original."""
    path = str(SOURCE / f"{mutant.module}.py")
    new = {}
    pending = [compile(mutant.source, path, "exec", dont_inherit=True)]
    while pending:
        code = pending.pop()
        new[code.co_qualname, code.co_firstlineno] = code
        pending += [part for part in code.co_consts if isinstance(part, CodeType)]
    patched = False
    for function in functions:
        old = function.__code__
        if old.co_filename == path:
            code = new.get((old.co_qualname, old.co_firstlineno), old)
            if code.co_freevars == old.co_freevars and code != old:
                function.__code__ = code
                patched = True
    return patched


# --- Then, for what is left: every test in a new process that imports the mutant ---------------


class Loader(importlib.machinery.SourceFileLoader):
    """Loads the text of a mutant in place of the file."""

    mutant: Mutant

    def get_code(self, fullname: str) -> Any:
        return compile(self.mutant.source, self.path, "exec", dont_inherit=True)


class Finder:
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = f"{SETTINGS['package']}.{mutant.module}"

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        path = str(SOURCE / f"{self.mutant.module}.py")
        loader = Loader(name, path)
        loader.mutant = self.mutant
        return importlib.util.spec_from_file_location(name, path, loader=loader)


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def in_a_child(tests: list[str], *, quiet: bool = True, plugin: object = None) -> int:
    """The exit status of pytest in this process, which ends with it."""
    options = ["-x", "-q", "--tb=no", "--no-header", "--assert=plain"]
    options += ["-p", "no:cacheprovider", "-p", "no:xdist"]
    if quiet:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
    return int(pytest.main([*options, *tests], plugins=[plugin] if plugin else []))


def kill_fast(mutants: list[Mutant], tests: list[str], jobs: int) -> set[int]:
    """The numbers of the mutants that a patched function is enough to kill."""
    reader, writer = os.pipe()
    if not (pid := os.fork()):
        killed: set[int] = set()
        in_a_child(tests, plugin=Collected(mutants, jobs, killed))
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(killed, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        found: set[int] = pickle.load(pipe)
    os.waitpid(pid, 0)
    return found


def run_tests(mutant: Mutant | None, tests: list[str]) -> int:
    """The exit status of pytest in a process of its own; negative if a signal ended it."""
    pid = os.fork()
    if not pid:
        status = FAULT
        try:
            if mutant is not None:
                signal.alarm(SETTINGS["timeout"])
                limit_memory()
                sys.meta_path.insert(0, Finder(mutant))
            status = in_a_child(tests, quiet=mutant is not None)
        finally:
            sys.stdout.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status in (FAULT, pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"no tests were run ({status}): {tests}")
    return status


def main() -> int:
    names = sorted(path.stem for path in SOURCE.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(description="Mutation tests of the engine.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(names))
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument("--tests", nargs="+", default=[SETTINGS["tests"]], help="what to run")
    parser.add_argument("--only", default="", help="regular expression that a row has to match")
    parser.add_argument("--list", action="store_true", help="list the mutants and run nothing")
    args = parser.parse_args()
    os.chdir(ROOT)
    # A child has to start fast: with the compiled tests at hand, and no plugin to load.
    sys.dont_write_bytecode = False
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    importlib.import_module("msgspec.json")
    mutants = [
        mutant
        for name in args.modules or names
        for mutant in mutants_of(name)
        if re.search(args.only, mutant.row)
    ]
    if args.list:
        for mutant in mutants:
            print(mutant.lines[0], mutant.row)
        print(len(mutants), "mutants")
        return 0
    if run_tests(None, args.tests):
        print("the tests fail without a mutant")
        return 2
    known = KNOWN.read_text("utf-8") if KNOWN.exists() else ""
    began = time.monotonic()
    killed = kill_fast(mutants, args.tests, args.jobs)
    print(f"{len(killed)} of {len(mutants)} killed fast, in {time.monotonic() - began:.0f} s")
    left = [mutant for number, mutant in enumerate(mutants) if number not in killed]
    survivors = explained = 0
    with ThreadPoolExecutor(args.jobs) as pool:
        for mutant, status in zip(
            left, pool.map(lambda mutant: run_tests(mutant, args.tests), left), strict=True
        ):
            survivors += not status
            if not status and mutant.row in known:
                explained += 1
            elif not status:
                print(f"{mutant.row} line {mutant.lines[0]} |", flush=True)
    if run_tests(None, args.tests):
        print("the tests were changed meanwhile, so nothing of this counts")
        return 2
    print(
        f"{len(mutants)} mutants, {len(mutants) - survivors} killed, {survivors} survive, "
        f"{explained} of them explained, in {time.monotonic() - began:.0f} s"
    )
    return int(survivors > explained)


if __name__ == "__main__":
    sys.exit(main())
