"""Waiting for what a broker does in its own time: by condition, never for a fixed time."""

import time


def wait_until(condition, what, seconds=60):
    """`what` says what is waited for: a text, or a function that looks once more and says it."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            told = what() if callable(what) else what
            raise AssertionError(f"waited {seconds} s for {told}")
        time.sleep(0.02)
