"""`jingge plates`: from the register to the printer."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.access import accounts
from api.cli.plates import read_codes
from registry.actor import Role
from registry.database import reading
from registry.errors import Invalid
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.maps.plates.pages import decoded, pictures


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGGE_PUBLIC_URL", "https://wg.example.cn")


def run(engine: Engine, *words: str) -> Done:
    return jingge("plates", *words, url=engine.url.render_as_string(hide_password=False))


def covers(engine: Engine, limit: int = 10) -> list[str]:
    with reading(engine) as conn:
        rows = conn.execute(
            text("select code from registry.asset where class_code = '01002' order by code limit :n"), {"n": limit}
        )
        return list(rows.scalars())


def test_plates_of_codes_are_written_and_read_back(small: Engine, tmp_path: Path) -> None:
    some, out = covers(small), tmp_path / "plates.pdf"
    (tmp_path / "codes.csv").write_text("code,note\n" + "\n".join(f"{code},x" for code in some), "utf-8-sig")
    done = run(small, str(out), "--codes", str(tmp_path / "codes.csv"), "--json")
    assert (done.code, done.json["plates"], done.json["sheets"], done.json["without"]) == (0, 10, 2, [])
    read = {text for picture in pictures(out.read_bytes()) for text, *_ in decoded(picture)}
    assert read == {f"https://wg.example.cn/id/{code}" for code in some}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_codes_without_a_plate_are_told_and_the_rest_is_printed(small: Engine, tmp_path: Path) -> None:
    (tmp_path / "codes").write_text(f"{covers(small)[0]}\n37020301002999999\n\n")
    done = run(small, str(tmp_path / "p.pdf"), "--codes", str(tmp_path / "codes"), "--size", "60x40")
    assert done.code == 1
    assert "37020301002999999" in done.err
    assert "1 plates on 1 sheets" in done.out


def test_by_area_and_class_within_the_rights_of_an_account(small: Engine, tmp_path: Path) -> None:
    with reading(small) as conn:
        communities = list(
            conn.execute(
                text("select distinct community_code from registry.asset where class_code = '01002'")
            ).scalars()
        )
    mine, others = sorted(filter(None, communities))[:2]
    make_account(small, Role.STEWARD, login="steward", areas=[mine])
    asked = ("--area", mine, "--class", "01002", "--login", "steward", "--json")
    found = run(small, str(tmp_path / "p.pdf"), *asked).json["plates"]
    with reading(small) as conn:
        assert accounts.by_login(conn, "steward")
        there = conn.execute(
            text("select count(*) from registry.asset where class_code = '01002' and community_code = :code "
                 "and status <> 'removed'"), {"code": mine},
        ).scalar_one()  # fmt: skip
    assert found == there > 0
    denied = run(small, str(tmp_path / "q.pdf"), "--area", others, "--login", "steward", "--json")
    assert (denied.code, denied.json["error"]) == (2, "invalid")
    assert not (tmp_path / "q.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say which plates"),
        (("--area", "370203", "--size", "9x6"), "plate"),
        (("--area", "999999"), "no area has the code 999999"),
        (("--area", "370203", "--class", "99999"), "no class"),
    ],
)
def test_a_mistake_is_one_line(small: Engine, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = run(small, str(tmp_path / "p.pdf"), *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_an_address_of_this_machine_is_for_drafts(
    small: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JINGGE_PUBLIC_URL")
    (tmp_path / "codes").write_text(covers(small)[0])
    asked = (str(tmp_path / "p.pdf"), "--codes", str(tmp_path / "codes"))
    assert "JINGGE_PUBLIC_URL" in run(small, *asked).err
    assert run(small, *asked, "--draft").code == 0
    missing = run(small, str(tmp_path / "no" / "p.pdf"), *asked[1:], "--draft")
    assert (missing.code, "there is no folder" in missing.err) == (2, True)


def test_a_file_of_codes_is_read_as_people_write_it(tmp_path: Path) -> None:
    file = tmp_path / "codes"
    file.write_text('编码;备注\n"37020301002000001";a\n 3702 0301 0020 00002\t\n\n37020301002000001\n', "utf-8")
    assert read_codes(file) == ["37020301002000001", "3702 0301 0020 00002"]
    for content in (b"\xff\xfe\x00", b"no code\n"):
        file.write_bytes(content)
        with pytest.raises(Invalid):
            read_codes(file)
