import hashlib
from pathlib import Path

import numpy as np
import pytest

from models import (
    FOOD,
    REFERENCES,
    WeightsCorrupt,
    WeightsMissing,
    WeightsUnsuited,
    build_detector,
    load_manifest,
    shipped,
)
from models.manifest import load_manifest as read

FOODS = frozenset(shipped().classes) - set(REFERENCES)


def test_the_shipped_weights_are_the_ones_the_manifest_lists() -> None:
    for entry in load_manifest():
        assert hashlib.sha256(entry.verified().read_bytes()).hexdigest() == entry.sha256


def test_shipped_weights_are_small() -> None:
    assert sum(entry.file.stat().st_size for entry in load_manifest()) <= 25_000_000


def test_the_class_list_names_food_and_every_reference() -> None:
    classes = shipped().classes
    assert {FOOD, *REFERENCES} <= set(classes)
    assert len(set(classes)) == len(classes) >= 100


def test_the_shipped_detector_answers_for_any_shape_of_photo() -> None:
    detector = build_detector(None, foods=FOODS)
    for shape in [(480, 640, 3), (30, 2000, 3), (1, 1, 3)]:
        assert len(detector.detect(np.zeros(shape, np.uint8)).foods) == 0


def test_missing_weights_name_the_path_and_the_setting(tmp_path: Path) -> None:
    for name in ("gone.onnx", "gone.pt"):
        with pytest.raises(WeightsMissing, match="DISHCERN_DETECTOR_WEIGHTS"):
            build_detector(tmp_path / name, foods=FOODS)


def test_a_file_that_is_no_model_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(WeightsCorrupt, match=r"broken\.onnx"):
        build_detector(path, foods=FOODS)


def test_an_unknown_kind_of_file_is_unsuited() -> None:
    with pytest.raises(WeightsUnsuited, match=r"\.onnx nor a \.pt"):
        build_detector(Path("weights.tflite"), foods=FOODS)


def test_a_changed_byte_in_shipped_weights_is_noticed(tmp_path: Path) -> None:
    entry = shipped()
    (tmp_path / "weights").mkdir()
    data = bytearray(entry.file.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "weights" / entry.file.name).write_bytes(data)
    manifest = tmp_path / "manifest.toml"
    manifest.write_text((Path(entry.file).parents[1] / "manifest.toml").read_text())
    with pytest.raises(WeightsCorrupt, match="sha256"):
        read(manifest)[0].verified()


@pytest.mark.parametrize("shape", [[1, 84, 8400], [1, 300, 7]])
def test_a_detector_that_needs_nms_is_unsuited(tmp_path: Path, shape: list[int]) -> None:
    onnx = pytest.importorskip("onnx", reason="building a foreign model needs the [ultralytics] extra")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("ConstantOfShape", ["shape"], ["out"])],
        "foreign",
        [helper.make_tensor_value_info("images", kind, [1, 3, 640, 640])],
        [helper.make_tensor_value_info("out", kind, shape)],
        [helper.make_tensor("shape", onnx.TensorProto.INT64, [3], shape)],
    )
    path = tmp_path / "foreign.onnx"
    onnx.save(helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 18)]), path)
    with pytest.raises(WeightsUnsuited, match="nms=False"):
        build_detector(path, foods=FOODS)
