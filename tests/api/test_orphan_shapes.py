"""What the service says of an orphan: names, words, rounded figures; undecided is an answer."""

from datetime import UTC, datetime
from uuid import UUID

from api.orphan_shapes import DecisionAnswer, OrphanFeature, OrphanFile
from inspections.orphans.listing import Decision, File, Listed, Names, Orphan, State
from registry.describe import Place
from registry.orphans import NOTHING_KNOWN, Candidate, Evidence, Kind, Opinion
from registry.roadside import Words

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ORPHAN = Orphan(
    code="37020301023000001",
    class_code="01023",
    asset_class=Words("不明井盖", "cover of unknown use"),
    name=Words("不明井盖 益都路 1-2", "Cover of unknown use Yidu Road 1-2"),
    status="intact",
    lon=120.123456789123,
    lat=36.0,
    community_code=None,
    compound_code=None,
    material=None,
    shape=None,
    size_mm=None,
    owner_code="CGJ",
    state=State.NOTICE,
    notice_until=NOW,
    version=7,
)
NAMES = Names({"PSGS": Words("排水公司", "Drainage Company"), "CGJ": Words("城管局", "Bureau")}, {})
BEST = Candidate("PSGS", 0.87654, (Evidence(Kind.NEAR, 1.23456, 2, nearest_m=3.14159),))


def test_an_orphan_with_its_likeliest_owner() -> None:
    feature = OrphanFeature.of(Listed(ORPHAN, Opinion((BEST,), 0.12346, BEST)), NAMES).model_dump(mode="json")
    assert feature["geometry"]["coordinates"] == [120.12345679, 36.0]
    facts = feature["properties"]
    assert facts["best"]["owner"] == {"code": "PSGS", "zh": "排水公司", "en": "Drainage Company"}
    assert (facts["best"]["score"], facts["somebody_else"]) == (0.877, 0.123)
    [one] = facts["best"]["evidence"]
    assert (one["points"], one["nearest_m"], one["total"]) == (1.23, 3.1, None)
    assert one["zh"] == "附近该单位井盖 2 个，最近 3 m"
    assert (facts["state_zh"], facts["owner"]["zh"]) == ("公告中", "城管局")


def test_undecided_is_an_answer() -> None:
    facts = OrphanFeature.of(Listed(ORPHAN, NOTHING_KNOWN), NAMES).model_dump(mode="json")["properties"]
    assert (facts["best"], facts["somebody_else"]) == (None, 1.0)


def test_a_file_has_candidates_and_decisions() -> None:
    place = Place("辽宁路", "Liaoning Road", 120.1, 36.0, None, None, None, None, None, None, None, None)
    said = Decision(
        UUID(int=1), ORPHAN.code, 1, "refused", "PSGS", None, NOW, UUID(int=2), None, "非本单位", None, {"best": None}
    )
    whole = OrphanFile.of(File(ORPHAN, Opinion((BEST,), 0.1, None), [said], place, NAMES)).model_dump(mode="json")
    facts = whole["properties"]
    assert facts["best"] is None
    assert [one["score"] for one in facts["candidates"]] == [0.877]
    assert facts["decisions"] == [DecisionAnswer.of(said).model_dump(mode="json")]
    assert facts["place_zh"] == "辽宁路"
