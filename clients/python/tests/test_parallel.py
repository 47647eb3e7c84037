"""Many files at once: an interrupt stops the workers whenever it comes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from airshower.parallel import bring_all
from airshower.patience import StopSignal


def test_an_interrupt_while_files_are_handed_out_stops_the_workers(monkeypatch):
    stop, ended = StopSignal(), []
    begun = threading.Event()

    def bring(file):
        begun.set()
        try:
            stop.sleep(60)
        finally:
            ended.append(file)

    submit = ThreadPoolExecutor.submit

    def interrupted_at_the_third(pool, work, file):
        if file == "third":
            assert begun.wait(30)
            raise KeyboardInterrupt
        return submit(pool, work, file)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted_at_the_third)
    running = threading.Thread(target=lambda: _interrupted(bring, stop), daemon=True)
    running.start()
    running.join(30)
    assert not running.is_alive() and ended == ["first"]
    assert isinstance(stop.reason, KeyboardInterrupt)


def _interrupted(bring, stop):
    with pytest.raises(KeyboardInterrupt):
        bring_all(["first", "second", "third"], bring, 1, stop)
