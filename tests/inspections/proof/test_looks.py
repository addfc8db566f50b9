"""A picture that was seen before is found again, written anew or cut a little; strangers are not."""

import itertools
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import Connection

from inspections.duplicates.hashes import distance, hash_of
from inspections.proof import looks
from tests.inspections.proof.scene import image, jpeg, name, repaired, upload
from tests.inspections.tickets.scene import OTHER_SEWER


def cut(of: Image.Image, share: float) -> Image.Image:
    """Without so much of every side."""
    wide, high = of.size
    return of.crop((round(wide * share), round(high * share), round(wide * (1 - share)), round(high * (1 - share))))


def test_written_anew_made_small_or_cut_a_little_is_alike_and_strangers_are_not() -> None:
    kin, strangers = [], []
    for seed in range(40):
        first = image(seed)
        made = [Image.open(BytesIO(jpeg(first, 40))), first.resize((320, 240)), cut(first, 0.01)]
        kin += [distance(hash_of(first), hash_of(other)) for other in made]
    for one, other in itertools.combinations(range(60), 2):
        strangers.append(distance(hash_of(image(one, size=(160, 120))), hash_of(image(other, size=(160, 120)))))
    found = sum(bits <= looks.ALIKE_BITS for bits in kin) / len(kin)
    wrong = sum(bits <= looks.ALIKE_BITS for bits in strangers)
    assert found > 0.95
    assert wrong == 0


def test_where_it_was_seen_is_told(furnished: Connection, tmp_path: Path) -> None:
    first, again, plain = jpeg(image(1)), jpeg(cut(image(1), 0.01), 70), jpeg(Image.new("RGB", (64, 64), "grey"))
    old = repaired(furnished, photos=(name(first),))
    repaired(furnished, OTHER_SEWER, photos=(name(again), name(plain)))
    upload(furnished, tmp_path, first)
    mine, flat = upload(furnished, tmp_path, again), upload(furnished, tmp_path, plain)
    (seen,) = [one for one in looks.alike(furnished, [mine])[mine] if one.ticket_id == old.id]
    assert (seen.number, seen.same_file, seen.stage) == (old.number, False, "after")
    other = upload(furnished, tmp_path, jpeg(Image.new("RGB", (99, 64), "white")))
    assert not looks.alike(furnished, [other]), "what is all of one colour is like nothing"
    assert all(one.same_file for one in looks.alike(furnished, [flat])[flat])
