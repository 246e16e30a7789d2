"""Ray Serve: the detector on many machines, behind the same protocol. Needs the `[ray]` extra.

`python -m models.ray_serve` puts it on the cluster that RAY_ADDRESS names; servers started with the `ray` runtime then
send it their pixels. Replicas come and go with the load: the engine is Ray's, nothing of it is made here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from models.detection import Detections, Detector, Pixels
from models.errors import RuntimeMissing

__all__ = ["AUTOSCALING", "RayDetector", "connect", "deploy"]

APP: Final = "dishcern-detector"
LONGEST_S: Final = 30.0
AUTOSCALING: Final[Mapping[str, Any]] = {
    "min_replicas": 1,
    "max_replicas": 64,
    # One photo keeps a replica's cores busy, so a second that waits is reason enough for another replica.
    "target_ongoing_requests": 1,
    "upscale_delay_s": 5,
    "downscale_delay_s": 120,
}


class Replica:
    """What runs in each replica: a detector of its own."""

    def __init__(self, build: Callable[[], Detector]) -> None:
        self._detector = build()

    def describe(self) -> tuple[str, tuple[str, ...]]:
        """Name and labels of the detector."""
        return self._detector.name, tuple(self._detector.labels)

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`."""
        return self._detector.detect(pixels)


class RayDetector:
    """A detector whose work is done by the replicas of a deployment. It may serve many threads."""

    def __init__(self, handle: Any) -> None:  # noqa: ANN401 - ray.serve's handle, untyped
        self._handle = handle
        name, labels = handle.describe.remote().result(timeout_s=LONGEST_S)
        self.name = f"{name} on Ray Serve"
        self._labels: tuple[str, ...] = labels

    @property
    def labels(self) -> Sequence[str]:
        """Every label the replicas can give."""
        return self._labels

    def detect(self, pixels: Pixels) -> Detections:
        """Find foods and references; boxes are in pixels of `pixels`. Raises TimeoutError after LONGEST_S."""
        found: Detections = self._handle.detect.remote(pixels).result(timeout_s=LONGEST_S)
        return found


def deploy(
    build: Callable[[], Detector], *, cores: float = 2, autoscaling: Mapping[str, Any] = AUTOSCALING
) -> RayDetector:
    """Put a detector on the cluster, `cores` for each replica, in place of one deployed before."""
    serve = _serve()
    deployment = serve.deployment(
        Replica, ray_actor_options={"num_cpus": cores}, autoscaling_config=dict(autoscaling), max_ongoing_requests=4
    )
    return RayDetector(serve.run(deployment.bind(build), name=APP, route_prefix=None))


def connect() -> RayDetector:
    """Use the detector deployed before on the cluster that RAY_ADDRESS names."""
    return RayDetector(_serve().get_app_handle(APP))


def _serve() -> Any:  # noqa: ANN401 - ray is untyped
    try:
        from ray import serve
    except ImportError as error:
        raise RuntimeMissing("the `ray` runtime needs Ray Serve: pip install 'dishcern[ray]'") from error
    return serve


def main() -> None:
    """Deploy the shipped detector on the cluster; it stays when this ends."""
    import ray

    from models.evaluate import edible_labels
    from models.registry import build_detector

    ray.init(address="auto")
    foods = edible_labels()
    deploy(lambda: build_detector(None, foods=foods, threads=1, lone_threads=2))


if __name__ == "__main__":
    main()
