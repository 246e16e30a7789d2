"""diary_server: a whole server with a detector that looks at nothing, to be killed: PORT as its only argument."""

import sys

import uvicorn

from models import Detections, FakeDetector
from service.app import create_app
from service.settings import Settings

if __name__ == "__main__":
    app = create_app(Settings(), detector=FakeDetector(Detections((), ())))
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
