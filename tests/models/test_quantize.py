import pytest

onnx = pytest.importorskip("onnx", reason="quantising needs the [ultralytics] extra")
from models import shipped  # noqa: E402 - after the skip
from models.training.quantize import ENDS, left_alone  # noqa: E402
from models.training.storage import widened  # noqa: E402


def test_the_ends_of_the_head_and_what_picks_the_rows_stay_float32() -> None:
    model = widened(onnx.load(shipped().verified()))
    left = set(left_alone(model))
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    ends = {node.name for node in convolutions if ENDS & set(node.input)}
    assert len(ends) == len(ENDS) == 6
    # What reads the distributions of distances stays too: once for the places of food, once for those of tableware.
    readers = {node.name for node in convolutions if "network.model.22.dfl.conv.weight" in node.input}
    assert len(readers) == 2
    assert {node.name for node in convolutions} & left == ends | readers
    assert {node.name for node in model.graph.node if node.op_type in {"TopK", "Softmax"}} <= left


@pytest.mark.parametrize("task", ["detect", "classify"])
def test_the_shipped_bytes_are_quantised_and_carry_the_same_metadata(task: str) -> None:
    whole, small = (onnx.load(shipped(task, precision).verified()) for precision in ("f32", "int8"))
    assert {item.key: item.value for item in small.metadata_props} == {
        item.key: item.value for item in whole.metadata_props
    }
    stored = [tensor for tensor in small.graph.initializer if tensor.data_type == onnx.TensorProto.INT8]
    assert len(stored) >= 50  # one for each convolution but those left alone
