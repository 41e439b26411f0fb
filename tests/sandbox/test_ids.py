"""Identifiers: each new, also in processes that were forked from one that had made some."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox.ids import BASE62, ID_LENGTH, TIME_LENGTH, RandomIds


@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 200))
def test_each_is_new_and_of_the_right_form(count: int) -> None:
    ids = RandomIds()
    made = [ids.new("cus") for _ in range(count)]
    random = [one[len("cus_") + TIME_LENGTH :] for one in made]
    assert len(set(random)) == count
    assert all(len(one) == ID_LENGTH and set(one.encode()) <= set(BASE62) for one in random)


def test_a_forked_process_makes_others_than_its_parent() -> None:
    ids = RandomIds()
    ids.new("cus")  # what is fetched for more than one id is there when it forks
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, ids.new("cus").encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reader, 100).decode()
    os.close(reader)
    os.close(writer)
    assert theirs[len("cus_") + TIME_LENGTH :] != ids.new("cus")[len("cus_") + TIME_LENGTH :]
