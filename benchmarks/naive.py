"""The naive server: what one writes in ten minutes with FastAPI and Ultralytics.

Started by `python -m benchmarks.naive WEIGHTS PORT`.

A plain `def` route on the framework's thread pool, the whole photo decoded, one shared model with its defaults, boxes
drawn on the full picture with Pillow. Only the switches that keep Ultralytics off the network are ours.
"""

import io
import os
import sys
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, File, Response, UploadFile
from PIL import Image, ImageDraw

__all__ = ["create_naive_app"]


def create_naive_app(weights: str) -> FastAPI:
    """Load the model once, serve `POST /detect` and `GET /healthz`."""
    os.environ.update(YOLO_OFFLINE="true", YOLO_AUTOINSTALL="false")
    from models import torchvision_ops

    torchvision_ops.provide()
    from ultralytics import YOLO

    model: Any = YOLO(weights, task="detect")
    app = FastAPI()

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/detect")
    def detect(image: Annotated[UploadFile, File()]) -> Response:
        picture = Image.open(image.file).convert("RGB")
        result = model(picture, verbose=False)[0]
        pen = ImageDraw.Draw(picture)
        for box, score, kind in zip(result.boxes.xyxy, result.boxes.conf, result.boxes.cls, strict=True):
            corners = box.tolist()
            pen.rectangle(corners, outline="red", width=4)
            pen.text((corners[0], corners[1]), f"{model.names[int(kind)]} {float(score):.2f}", fill="red")
        target = io.BytesIO()
        picture.save(target, "JPEG")
        return Response(target.getvalue(), media_type="image/jpeg")

    return app


if __name__ == "__main__":
    uvicorn.run(create_naive_app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
