"""Build the compiled core (`cleaner/_native`) into the wheel, or beside its sources if the checkout
is installed as editable. Without a C compiler the package is pure Python, which does the same, more
slowly, and a warning says so.

`CLEANER_NATIVE=0` leaves the compiled core out; `CLEANER_NATIVE=1` fails where it cannot be built.
"""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWITCH = "CLEANER_NATIVE"
FLAGS = "CLEANER_NATIVE_FLAGS"  # further flags of the compiler and the linker, such as sanitizers
MODULE = "cleaner._native.core"
FOLDER = Path("cleaner", "_native")
LIMITED_API, TAG = "0x030A0000", "cp310-abi3"  # one file for Python 3.10 and all that follow
# Sums must not depend on whether the machine multiplies and adds in one step, nor the file on the
# folder that it was built in, which information for debuggers would name.
UNIX_FLAGS = ["-O3", "-g0", "-ffp-contract=off", "-fno-strict-aliasing", "-Wno-unused-function"]


def wanted_core() -> str:
    """Return whether a compiled core is wanted: "0" no, "1" by all means, "" if it can be built.

    Raises ValueError for any other value of the environment variable.
    """
    wanted = os.environ.get(SWITCH, "")
    if wanted not in ("", "0", "1"):
        raise ValueError(f"{SWITCH} is {wanted!r}: it can be 0, 1 or not set")
    return wanted


class NativeBuild(BuildHookInterface[Any]):
    """Compile the core before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled core to the wheel; `version` is "editable" or "standard"."""
        wanted = wanted_core()
        if self.target_name != "wheel" or wanted == "0":
            return
        try:
            built = self._compile()
        except (Exception, SystemExit) as error:  # setuptools exits as well as raises
            if wanted == "1":
                raise
            self.app.display_warning(
                f"the compiled core was not built ({_one_line(error)}): cleaner runs in pure Python"
                f" and is slower; for the compiled one install a C compiler and Python's headers"
            )
            return
        if version == "editable":
            for old in (Path(self.root) / FOLDER).glob("core.*"):
                if old.suffix in (".so", ".pyd"):
                    old.unlink()
            shutil.copy2(built, Path(self.root) / FOLDER / built.name)
            return
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"{TAG}-{platform}"
        build_data["force_include"][str(built)] = str(FOLDER / built.name)

    def _compile(self) -> Path:
        """Return the path of the compiled core, in a folder of its own."""
        from Cython.Build import cythonize
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext

        work = tempfile.mkdtemp(prefix="cleaner-native-")
        atexit.register(shutil.rmtree, work, ignore_errors=True)  # the wheel is put together first
        unix = os.name == "posix"
        flags = [*(UNIX_FLAGS if unix else ["/O2", "/fp:precise"])]
        further = shlex.split(os.environ.get(FLAGS, ""))
        source = Path(self.root) / FOLDER / "core.pyx"
        extension = Extension(
            MODULE,
            [os.path.relpath(source)],
            include_dirs=[str(source.parent)],
            define_macros=[("Py_LIMITED_API", LIMITED_API)],
            py_limited_api=True,
            extra_compile_args=[*flags, *further],
            extra_link_args=further,
        )
        modules = cythonize([extension], build_dir=work, force=True, quiet=True)
        command = build_ext(Distribution({"ext_modules": modules}))
        command.build_lib = command.build_temp = work
        command.ensure_finalized()
        command.run()
        return Path(command.get_outputs()[0])


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
