from sqlalchemy import create_engine

from api.metrics import Metrics


def test_requests_are_counted_under_their_route_never_their_path() -> None:
    metrics = Metrics(create_engine("postgresql+psycopg://"))
    for path in ("/a", "/b"):
        metrics.count({"type": "http", "method": "GET", "path": path}, status=404, seconds=0.002)
    metrics.count({"type": "http", "method": "WHATEVER", "path": "/c"}, status=405, seconds=0.002)
    text = metrics.text().decode()
    assert 'jingge_requests_total{method="GET",route="unknown",status="404"} 2.0' in text
    assert 'method="other"' in text
    assert "/a" not in text
    assert "jingge_database_connections_in_use 0.0" in text
