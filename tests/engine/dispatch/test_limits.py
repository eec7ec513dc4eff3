"""A worker process whose service is gone ends, even in the middle of work that never would."""

import signal
import subprocess
import sys

LOOP = """
from engine.dispatch.limits import dead_mans_switch
with dead_mans_switch(0.1):
    pass
print("in time", flush=True)
with dead_mans_switch(0.1):
    while True:
        pass
"""


def test_the_kernel_ends_what_takes_too_long() -> None:
    ended = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, timeout=10, check=False)  # noqa: S603 - our own command
    assert ended.stdout == b"in time\n"
    assert ended.returncode == -signal.SIGALRM


FOR_ITSELF = """
from engine.dispatch.limits import TimeUp, limit_time
with limit_time(5):
    pass
try:
    with limit_time(0.1):
        while True:
            try:
                while True:
                    pass
            except Exception:
                print("caught")
except TimeUp:
    print("time up")
"""


def test_time_is_up_even_for_who_catches_every_exception() -> None:
    ended = subprocess.run([sys.executable, "-c", FOR_ITSELF], capture_output=True, timeout=10, check=True)  # noqa: S603 - our own command
    assert ended.stdout == b"time up\n"


def test_a_process_under_limits_leaves_no_core_file() -> None:
    said = "import resource as r; from engine.dispatch.limits import limit_memory as m; m(1 << 30); print(r.getrlimit(r.RLIMIT_CORE))"
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, timeout=10, check=True)  # noqa: S603 - our own command
    assert ended.stdout == b"(0, 0)\n"
