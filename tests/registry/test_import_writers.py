"""The threads that write an import's chunks: what goes wrong with one, or with all of them, is said and not waited for."""

import pytest

from ifar.registry.services.imports import running


def fail():
    raise ValueError("chunk")


def written(chunks):
    with running._Writers() as writers:
        for _ in range(chunks):
            writers.write(fail)
        writers.finish()


def test_what_a_chunk_raises_reaches_whoever_waits():
    with pytest.raises(ValueError, match="chunk"):
        written(1)


@pytest.mark.parametrize("chunks", [1, 2])
def test_an_import_whose_writers_all_ended_says_so_and_waits_no_longer(monkeypatch, chunks):
    monkeypatch.setattr(running, "LOOK_AFTER", 0.05)
    monkeypatch.setattr(running._Writers, "_work", lambda writers: None)
    with pytest.raises(RuntimeError, match="every writer ended"):
        written(chunks)
