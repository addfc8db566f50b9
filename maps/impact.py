"""The impact sheet of a plan: one HTML file with map, tables and charts that opens offline and prints on A4."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from inspections.redraw.gathering import ZONE, Impact
from inspections.redraw.replaying import KINDS, SIDES
from maps import assets, impact_map, style
from maps.charts import Series, columns
from maps.impact_tables import Tables
from maps.impact_words import IMPACT
from maps.panorama import PAGES, Imprint
from maps.panorama import SQL as PANORAMA
from maps.report import SQL as REPORT
from maps.words import CATALOGUE, Language, count, pick, share
from registry.importing.district import SOURCE

SHOWN = 15
TICKETS_SHOWN = 60
_GROUND = ("grounds", "roads", "streets")
_HOURS = (1.0, 2.0, 2.5, 3.0, 5.0, 10.0, 20.0, 40.0)
_SIDES = {"before": "#9aa7b1", "after": style.ACCENT}


def ground(conn: Connection) -> dict[str, str]:
    """GeoJSON texts of what lies under the cells of the map, and `synthetic`: "1" where the register is invented."""
    found = {name: str(conn.execute(REPORT[name], {"areas": None}).scalar_one()) for name in _GROUND}
    synthetic = conn.execute(PANORAMA["synthetic"], {"source": SOURCE}).scalar_one()
    return found | {"synthetic": "1" if synthetic else ""}


def render(
    impact: Impact, drawn: Mapping[str, str], *, plan: str, sha256: str, language: Language, imprint: Imprint
) -> str:
    """The file. `drawn` as `ground` gives them. Raises Unavailable where Leaflet is not installed."""
    words = {key: pick(word, language) for key, word in (dict(CATALOGUE) | dict(IMPACT)).items()}
    tables = Tables(impact, words, language)
    return PAGES.get_template("impact.html").render(
        language=language,
        words=words,
        plan=plan,
        sha256=sha256,
        made_at=impact.made_at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M"),
        rounds=impact.rounds,
        points=_points(impact, words),
        warning=_warning(impact, words),
        tiles=_tiles(impact, words),
        sheet=impact_map.draw(impact, {name: drawn[name] for name in _GROUND}, words),
        key=impact_map.key(words),
        charts=_charts(impact, words),
        tables=tables,
        former=tables.former(most=SHOWN),
        new=tables.new(most=SHOWN),
        tickets=tables.tickets(most=TICKETS_SHOWN),
        handed=len(impact.handed),
        totals={"new": len(impact.staffed.after), "former": len(impact.staffed.before)},
        replay=_replayed(impact, words),
        holds=impact.replay.holds,
        how=_how(impact, words),
        count=count,
        synthetic=bool(drawn["synthetic"]),
        imprint=imprint,
        leaflet_js=assets.text("leaflet/leaflet.js"),
        leaflet_css=assets.text("leaflet/leaflet.css"),
    )


def _points(impact: Impact, words: Mapping[str, str]) -> list[str]:
    """What a planner says first, sentence by sentence."""
    one, two = impact.staffed.sides
    moved = impact.staffed.moved
    bare = int((impact.staffed.before["kind"] == "grid").sum())
    told = [
        words["say_cells"].format(
            grids=count(len(impact.scene.grids)),
            before=count(one.cells),
            after=count(two.cells),
            kept=count(impact.staffed.kept),
        )
    ]
    if bare:
        told[0] += words["gap"] + words["say_bare"].format(n=count(bare))
    told.append(
        words["say_hours"].format(
            median_before=f"{one.median_hours:.1f}",
            longest_before=f"{one.longest_hours:.1f}",
            over_before=count(one.over),
            limit=f"{impact.rounds.limit_minutes / 60:g}",
            median_after=f"{two.median_hours:.1f}",
            longest_after=f"{two.longest_hours:.1f}",
            over_after=count(two.over),
        )
    )
    told.append(
        words["say_people"].format(
            before=count(one.people),
            after=count(two.people),
            hours_before=count(one.person_hours),
            hours_after=count(two.person_hours),
        )
    )
    hands, tickets, homes = moved["assets"], moved["tickets"], moved["households"]
    said = []
    if hands.share is not None:
        said.append(
            words["say_hands"].format(
                total=count(hands.total),
                changed=count(hands.changed),
                share=share(hands.changed / hands.total),
                tickets=count(tickets.total),
                tickets_changed=count(tickets.changed),
            )
        )
    if hands.begun or homes.begun:
        first = {"assets": hands.begun, "tickets": tickets.begun, "households": homes.begun}
        said.append(words["say_begun"].format(**{name: count(number) for name, number in first.items()}))
    told.append(words["gap"].join(said))
    codes = "say_first_codes" if homes.share is None else "say_codes"
    told.append(
        words[codes].format(
            total=count(homes.total),
            addresses=count(moved["addresses"].total),
            changed=count(homes.changed),
            share=share(homes.share),
        )
    )
    if hands.lost:
        told.append(words["say_lost"].format(n=count(hands.lost)))
    return told


def _replayed(impact: Impact, words: Mapping[str, str]) -> str:
    months = impact.replay.months["after"]
    told = words["say_replay"].format(
        from_=months.index[0], to=months.index[-1], **{kind: count(months[kind].sum()) for kind in KINDS}
    )
    most = impact.replay.spread["most"].to_dict()
    busiest = {f"{kind}_{side}": count(most[kind, side]) for kind in ("filed", "observed") for side in SIDES}
    equal = words["say_equal" if impact.replay.holds else "say_unequal"]
    return words["gap"].join([told, equal, words["say_busiest"].format(**busiest)])


def _warning(impact: Impact, words: Mapping[str, str]) -> str:
    if not impact.staffed.warned:
        return ""
    return words["warn_codes"].format(share=share(impact.staffed.moved["households"].share))


def _tiles(impact: Impact, words: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """Name, value before (empty where there is none), value after, and whether it is good or bad."""
    one, two = impact.staffed.sides
    moved = impact.staffed.moved
    return [
        (words["cells"], count(one.cells), count(two.cells), ""),
        (words["cells_over"], count(one.over), count(two.over), "bad" if two.over else "good"),
        (words["longest_hours"], f"{one.longest_hours:.1f}", f"{two.longest_hours:.1f}", "bad" if two.over else "good"),
        (words["staff_needed"], count(one.people), count(two.people), ""),
        (words["person_hours"], count(one.person_hours), count(two.person_hours), ""),
        (words["assets_changed"], "", count(moved["assets"].changed), ""),
        (words["tickets_changed"], "", count(moved["tickets"].changed), ""),
        (words["households_changed"], "", share(moved["households"].share), "bad" if impact.staffed.warned else ""),
    ]


def _charts(impact: Impact, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The cells by the hours of a round, and what each month brought."""
    edges = [0.0, *_HOURS, np.inf]
    names = [f"≤{high:g}" for high in _HOURS] + [f">{_HOURS[-1]:g}"]
    series = []
    for side, cells in zip(SIDES, (impact.staffed.before, impact.staffed.after), strict=True):
        hours = cells.loc[cells["minutes"] > 0, "minutes"].to_numpy() / 60
        # A cell that fills the limit is within it, whatever sums of rounded minutes say.
        counts = np.histogram(hours - 1e-6, bins=[-1.0, *edges[1:]])[0]
        series.append(Series(words[side], _SIDES[side], list(100 * counts / max(len(hours), 1))))
    months = impact.replay.months["after"]
    happened = [
        Series(words["filed"], style.BAD, list(months["filed"])),
        Series(words["in_time"], style.GOOD, list(months["in_time"])),
    ]
    return [
        (words["hours_spread"], columns(names, series)),
        (words["by_month"], columns([str(month)[2:] for month in months.index], happened)),
    ]


def _how(impact: Impact, words: Mapping[str, str]) -> list[str]:
    told = [
        words["how_minutes"].format(start=f"{impact.rounds.start_minutes:g}", crew=f"{impact.rounds.crew:g}"),
        words["how_place"],
    ]
    return [*told, words["how_codes"].format(n=count(len(impact.renumbered)))]
