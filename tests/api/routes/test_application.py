from tests.api.support import Service


def test_the_application_is_given_compressed_and_kept_by_its_name(service: Service) -> None:
    reader = service.anonymous()
    assert reader.get("/app", follow_redirects=False).headers["location"] == "/app/"
    start = reader.get("/app/desk/tickets", headers={"Accept-Encoding": "br"})
    assert start.status_code == 200
    assert (start.headers["content-type"], start.headers["cache-control"]) == ("text/html; charset=utf-8", "no-cache")
    assert start.headers["content-encoding"] == "br"
    script = reader.get("/app/", headers={"Accept-Encoding": "identity"}).text.split('src="')[1].split('"')[0]
    assert script.startswith("/app/assets/")
    given = reader.get(script)
    assert "immutable" in given.headers["cache-control"]
    assert given.headers["content-type"].startswith("text/javascript")


def test_what_is_no_file_is_a_problem(service: Service) -> None:
    answer = service.anonymous().get("/app/assets/gone.js")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
