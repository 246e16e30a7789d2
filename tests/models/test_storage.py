from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="writing weights needs the [ultralytics] extra")
import onnxruntime  # noqa: E402 - after the skip

from models.training.storage import halved, widened  # noqa: E402


def model(weights: "np.ndarray[Any, np.dtype[np.float32]]") -> Any:
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["given", "weights"], ["sums"]), helper.make_node("Add", ["sums", "one"], ["out"])],
        "sums",
        [helper.make_tensor_value_info("given", kind, [1, weights.shape[0]])],
        [helper.make_tensor_value_info("out", kind, [1, weights.shape[1]])],
        [onnx.numpy_helper.from_array(weights, "weights"), onnx.numpy_helper.from_array(np.ones(1, np.float32), "one")],
    )
    return helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 18)])


def answer(made: Any, given: "np.ndarray[Any, np.dtype[np.float32]]") -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"given": given})[0]


def test_stored_weights_take_half_the_room_and_answer_alike() -> None:
    weights = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)
    given = np.ones((1, 64), np.float32)
    before, size = answer(model(weights), given), model(weights).ByteSize()
    small = halved(model(weights))
    assert small.ByteSize() < 0.6 * size
    assert answer(small, given) == pytest.approx(before, abs=0.02)


def test_widening_gives_back_plain_float32_under_the_same_names() -> None:
    weights = np.random.default_rng(1).normal(size=(64, 32)).astype(np.float32)
    back = widened(halved(model(weights)))
    assert [node.op_type for node in back.graph.node] == ["MatMul", "Add"]
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in back.graph.initializer}
    assert stored["weights"].dtype == np.float32
    assert np.array_equal(stored["weights"], weights.astype(np.float16).astype(np.float32))
