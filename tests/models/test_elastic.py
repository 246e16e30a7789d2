import threading
from contextlib import ExitStack

import numpy as np

from models import shipped
from models.elastic import Elastic
from models.onnx import OnnxDetector
from models.session import open_session


def test_a_call_that_is_alone_gets_the_wide_opening_and_others_the_narrow_one() -> None:
    elastic = Elastic(lambda threads: threads, 1, 4)
    with ExitStack() as calls:
        assert [calls.enter_context(elastic.taken()) for _ in range(3)] == [4, 1, 1]
    with elastic.taken() as opened:
        assert opened == 4


def test_weights_are_opened_once_where_a_lone_call_gets_no_more() -> None:
    opened: list[int] = []
    Elastic(opened.append, 2, 2)
    assert opened == [2]


def test_an_error_gives_the_opening_back() -> None:
    elastic = Elastic(lambda threads: threads, 1, 2)
    for _ in range(2):
        try:
            with elastic.taken() as opened:
                assert opened == 2
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass


def test_the_number_of_threads_changes_no_bit_of_the_answer() -> None:
    planes = np.random.default_rng(0).random((1, 3, 640, 640), dtype=np.float32)
    path = shipped().verified()
    answers = [open_session(path, threads).run(None, {"images": planes})[0] for threads in (1, 2)]
    assert np.array_equal(answers[0], answers[1])


def test_calls_side_by_side_answer_as_calls_one_by_one_do() -> None:
    detector = OnnxDetector(shipped().verified(), foods={"food"}, threshold=0.05, threads=1, lone_threads=2)
    photos = [np.random.default_rng(seed).integers(0, 255, (480, 640, 3), dtype=np.uint8) for seed in range(4)]
    alone = [detector.detect(photo) for photo in photos]
    together: dict[int, object] = {}

    def look(index: int) -> None:
        together[index] = detector.detect(photos[index])

    threads = [threading.Thread(target=look, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[index] for index in range(4)] == alone
