"""The session: opens ONNX files on the CPU, one way for every model."""

from pathlib import Path

import onnxruntime

from models.errors import WeightsCorrupt, WeightsMissing

__all__ = ["open_session"]


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """Open an ONNX file on the CPU; raises WeightsMissing or WeightsCorrupt."""
    if not path.is_file():
        raise WeightsMissing(
            f"there are no weights at {str(path)!r}: "
            "check DISHCERN_DETECTOR_WEIGHTS, or unset it to use the shipped ones"
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # A spinning pool burns the cores that decode the next photo.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exception classes share no public base
        raise WeightsCorrupt(
            f"{str(path)!r} is not a readable ONNX model ({error}): export it again or restore the file"
        ) from error
