"""Suggestions over HTTP: once by their id, read by whom they concern, answered with If-Match."""

from uuid import uuid4

from registry.actor import Role
from tests.api.support import Service

URL = "/api/v1/suggestions"


def test_from_a_crew_to_a_steward_and_back(service: Service) -> None:
    crew, steward = service.client(Role.CREW), service.client(Role.STEWARD)
    body = {"id": str(uuid4()), "text": "照片按钮再大一点", "page": "/app/tour"}
    sent = crew.post(URL, json=body)
    assert (sent.status_code, sent.headers["ETag"]) == (201, '"1"'), sent.text
    assert crew.post(URL, json=body).json() == sent.json()
    assert crew.post(URL, json=body | {"text": "别的"}).status_code == 409
    assert crew.post(URL, json=body | {"id": str(uuid4()), "text": "长" * 2001}).status_code == 422
    listed = steward.get(URL, params={"answered": False}).json()
    assert ([one["text"] for one in listed["suggestions"]], listed["waiting"], listed["next"]) == (
        [body["text"]],
        1,
        None,
    )
    answer = f"{URL}/{body['id']}/answer"
    assert crew.post(answer, json={"answer": "好"}, headers={"If-Match": '"1"'}).status_code == 403
    assert steward.post(answer, json={"answer": "好"}).status_code == 428
    assert steward.post(answer, json={"answer": "好"}, headers={"If-Match": '"4"'}).status_code == 412
    done = steward.post(answer, json={"answer": "好"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["ETag"], done.json()["answer"]) == (200, '"2"', "好")
    assert steward.post(f"{URL}/{uuid4()}/answer", json={}, headers={"If-Match": '"1"'}).status_code == 404
    assert crew.get(URL).json()["suggestions"] == [done.json()]
    assert service.client(Role.CREW).get(URL).json()["suggestions"] == []


def test_a_person_signs_in_first(service: Service) -> None:
    body = {"id": str(uuid4()), "text": "好", "page": ""}
    assert service.anonymous().post(URL, json=body).status_code == 401
    assert service.anonymous().get(URL).status_code == 401
