"""What people really send, over HTTP: each is a problem that says what to do, and the server goes on."""

import pytest

from tests.client import Client
from tests.service.photo_files import animated, encoded, meal, png_header

JPEG = encoded(meal(), "JPEG", quality=95)
FILES = {
    "a text file named .jpg": (b"this is not a photo, it is a text", 415),
    "a truncated JPEG": (JPEG[: len(JPEG) * 2 // 3], 422),
    "an empty file": (b"", 422),
    "a 60 megapixel PNG": (png_header(10_000, 6_000), 422),
    "a 40 MB upload": (JPEG + b"\0" * 40_000_000, 413),
    "an animated GIF": (animated("GIF"), 415),
    "a PDF": (b"%PDF-1.7\n" + b"\0" * 100, 415),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("route", ["/v1/meals", "/v1/detections"])
def test_a_file_that_is_no_photo_is_a_problem_that_says_what_to_do(client: Client, route: str, name: str) -> None:
    data, status = FILES[name]
    answer = client.post(route, files={"image": ("meal.jpg", data, "image/jpeg")})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"]
    assert problem["detail"]
    assert all(each["remedy"] for each in problem["errors"])
    assert client.get("/healthz").status_code == 200


def test_the_server_goes_on_after_all_of_it(client: Client, photo: bytes) -> None:
    for data, _ in FILES.values():
        client.post("/v1/meals", files={"image": data})
    assert client.post("/v1/meals", files={"image": photo}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 1000])
def test_a_broken_multipart_body_is_a_problem(client: Client, body: bytes) -> None:
    answer = client.post("/v1/meals", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_form_page_says_what_was_wrong_too(client: Client) -> None:
    answer = client.post("/analyze", files={"image": ("meal.jpg", b"no photo", "image/jpeg")})
    assert answer.status_code == 415
    assert 'data-testid="error"' in answer.text
