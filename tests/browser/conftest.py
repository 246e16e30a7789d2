"""A real server with a detector that answers what it was told, and a real Chromium to look at its page."""

import io
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect, sync_playwright

from models.detection import Box, Detection, Detections, Guess
from models.fake import FakeDetector
from service.app import create_app
from service.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A browser on its own would ask its maker for updates; a test needs none of that.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE_MS = 60_000
"""How long a browser test waits for anything: a loaded machine is slow, and nothing here measures time on the clock."""
expect.set_options(timeout=PATIENCE_MS)

SEEN = Detections(
    foods=(
        Detection(Box(60, 60, 200, 160), 0.9, (Guess("cheese", 0.9),)),
        Detection(Box(430, 90, 220, 200), 0.9, (Guess("chicken curry", 0.6), Guess("soup", 0.2))),
        Detection(Box(120, 350, 160, 160), 0.9, (Guess("apple", 0.95),)),
        Detection(Box(480, 380, 180, 160), 0.8, (Guess("food", 0.8), Guess("doughnut", 0.15))),
    )
)


def meal_photo() -> bytes:
    image = Image.new("RGB", (800, 600), (180, 160, 140))
    pen = ImageDraw.Draw(image)
    for food in SEEN:
        box = food.box
        pen.ellipse((box.x, box.y, box.x + box.width, box.y + box.height), fill=(210, 120, 60))
    data = io.BytesIO()
    image.save(data, "JPEG")
    return data.getvalue()


UNNAMED = Detections(
    foods=(
        Detection(Box(60, 60, 200, 160), 0.9, (Guess("food", 0.8), Guess("soup", 0.2))),
        Detection(Box(430, 90, 220, 200), 0.9, (Guess("food", 0.7), Guess("pizza", 0.2))),
        Detection(Box(120, 350, 160, 160), 0.9, (Guess("apple", 0.95),)),
        Detection(Box(480, 380, 180, 160), 0.8, (Guess("food", 0.8), Guess("soup", 0.2))),
    )
)
"""The same photo to an eye that can name one food of four."""


@pytest.fixture(scope="package")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of our own."""
    with serving(SEEN, tmp_path_factory.mktemp("data")) as address:
        yield address


@pytest.fixture(scope="package")
def unnamed_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that can hardly name a thing."""
    with serving(UNNAMED, tmp_path_factory.mktemp("data")) as address:
        yield address


@contextmanager
def serving(seen: Detections, data: Path) -> Iterator[str]:
    app = create_app(Settings(data_dir=data), detector=FakeDetector(seen))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """The page, freshly opened; a script error or a breach of the content policy fails the test."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None
    )
    opened.goto("/")
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture(scope="package")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo with as many things on it as the detector sees."""
    path = tmp_path_factory.mktemp("photos") / "meal.jpg"
    path.write_bytes(meal_photo())
    return path


@pytest.fixture
def result(page: Page, photo: Path) -> Page:
    """The page with an analyzed photo."""
    page.get_by_test_id("upload").set_input_files(photo)
    page.get_by_test_id("dot").first.wait_for()
    return page


@pytest.fixture
def nothing_kept(base_url: str) -> Iterator[None]:
    """Whatever a test stores is gone afterwards."""
    yield
    httpx.delete(f"{base_url}/v1/me").raise_for_status()
