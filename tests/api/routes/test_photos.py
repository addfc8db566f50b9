"""Pictures over HTTP."""

from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.support import Service
from tests.inspections.observations.quarter import FAR, WEST, code, hazard, sent
from tests.inspections.observations.test_photos import exif_of, huge_png, picture

PATH = "/api/v1/photos"


@pytest.fixture
def phone(quarter_service: Service) -> TestClient:
    return quarter_service.client(Role.INSPECTOR, areas=["370203005"])


def test_a_picture_is_sent_as_a_body_or_a_form_and_read_again(phone: TestClient) -> None:
    content = picture(exif=exif_of())
    original = sha256(content).hexdigest()
    raw = phone.post(PATH, params={"sha256": original}, content=content, headers={"Content-Type": "image/jpeg"})
    form = phone.post(PATH, files={"file": ("a.jpg", content, "image/jpeg")})
    assert (raw.status_code, form.status_code) == (201, 201), raw.text
    assert raw.json() == form.json()
    assert raw.json()["lat"] == pytest.approx(-36.08, abs=1e-6)
    for name in (original, raw.json()["sha256"]):
        answer = phone.get(f"{PATH}/{name}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert sha256(answer.content).hexdigest() == raw.json()["sha256"]
        assert b"somebody" not in answer.content
        assert phone.get(f"{PATH}/{name}/about").json() == raw.json()


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"", 415, "unsupported"),
        (b"no picture at all", 415, "unsupported"),
        (picture(size=(600, 400))[:900], 422, "invalid"),
        (huge_png(), 413, "too_large"),
    ],
    ids=["empty", "text", "cut", "100 megapixels"],
)
def test_what_cannot_be_kept_is_told(phone: TestClient, content: bytes, status: int, word: str) -> None:
    answer = phone.post(PATH, content=content, headers={"Content-Type": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (status, word)


def test_a_form_without_a_file_and_a_broken_promise_are_told(phone: TestClient) -> None:
    assert phone.post(PATH, data={"file": "text"}, files={"other": b"x"}).status_code == 422
    assert phone.post(PATH, params={"sha256": "ab" * 32}, content=picture()).status_code == 422
    assert phone.post(PATH, params={"sha256": "x"}, content=picture()).status_code == 422
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert phone.post(PATH, content=b"--y\r\nbroken", headers=headers).status_code in {400, 422}


def test_who_may(phone: TestClient, quarter_service: Service) -> None:
    content = picture()
    assert quarter_service.anonymous().post(PATH, content=content).status_code == 401
    assert quarter_service.client(Role.LEADER).post(PATH, content=content).status_code == 403
    phone.post("/api/v1/observations", json=sent(hazard(1, code(WEST, 0), photos=[sha256(content).hexdigest()])))
    stored = phone.post(PATH, content=content).json()["sha256"]
    assert quarter_service.client(Role.DISPATCHER, areas=["370203005"]).get(f"{PATH}/{stored}").status_code == 200
    assert quarter_service.client(Role.DISPATCHER, areas=[FAR]).get(f"{PATH}/{stored}").status_code == 404
    assert quarter_service.anonymous().get(f"{PATH}/{stored}").status_code == 401
    assert phone.get(f"{PATH}/{'0' * 64}").status_code == 404


def test_a_copy_bears_a_watermark_and_the_original_stays_clean(phone: TestClient) -> None:
    content = picture(size=(900, 600))
    phone.post("/api/v1/observations", json=sent(hazard(1, code(WEST, 0), photos=[sha256(content).hexdigest()])))
    stored = phone.post(PATH, content=content).json()["sha256"]
    clean = phone.get(f"{PATH}/{stored}")
    marked = phone.get(f"{PATH}/{stored}", params={"watermark": True})
    assert (marked.status_code, marked.headers["content-type"]) == (200, "image/jpeg"), marked.text
    assert marked.content != clean.content
    assert marked.headers["ETag"] != clean.headers["ETag"]
    assert "immutable" not in marked.headers["Cache-Control"]
    english = phone.get(f"{PATH}/{stored}", params={"watermark": True, "lang": "en"})
    assert english.content != marked.content
    assert phone.get(f"{PATH}/{stored}").content == clean.content
    assert sha256(clean.content).hexdigest() == stored
