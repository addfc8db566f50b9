"""The report of a campaign: one HTML file with map, tables and charts that opens offline and prints on A4."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy.engine import Connection

from inspections.campaigns.campaign import visible_areas
from inspections.campaigns.coverage import ZONE
from inspections.reports.gather import MissedUnit, Report
from inspections.tickets.listing import Listed
from inspections.tickets.workflow import STATES, Words
from maps import assets, style
from maps.charts import Series, bars, columns
from maps.panorama import PAGES, Imprint
from maps.panorama import SQL as PANORAMA
from maps.words import CATALOGUE, Language, count, pick, share
from registry.actor import Actor
from registry.importing.district import SOURCE
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "report.sql")
_MOST_MISSED = 200  # units listed one by one; all are counted
_SHAPES = ("grounds", "roads", "streets", "unseen")


def shapes(conn: Connection, actor: Actor, report: Report) -> dict[str, str]:
    """GeoJSON texts for the map by name, and `synthetic`: "1" where the register holds invented shapes, else empty."""
    areas = visible_areas(actor)
    given = {
        "campaign_id": report.campaign.id,
        "areas": None if areas is None else [f"{area}%" for area in areas],
    }
    found = {name: str(conn.execute(SQL[name], given).scalar_one()) for name in _SHAPES}
    synthetic = conn.execute(PANORAMA["synthetic"], {"source": SOURCE}).scalar_one()
    return found | {"synthetic": "1" if synthetic else ""}


def render(report: Report, drawn: Mapping[str, str], *, language: Language, imprint: Imprint) -> str:
    """The file. `drawn` as `shapes` gives them. Raises Unavailable where Leaflet is not installed."""
    tell = _Teller(report, language)
    figures = report.figures
    data = {name: json.loads(drawn[name]) for name in _SHAPES}
    data |= {"language": str(language), "tickets": tell.points(), "states": tell.states()}
    return PAGES.get_template("report.html").render(
        language=language,
        words=tell.words,
        report=report,
        campaign=report.campaign,
        period=tell.period(),
        made_at=tell.moment(report.made_at),
        area=tell.name(report.campaign.area_code),
        staffing=tell.words[str(report.campaign.staffing)],
        totals=figures.totals,
        total=figures.coverage_total,
        share=share,
        count=count,
        charts=tell.charts(),
        groups=tell.groups(),
        coverage=tell.coverage(),
        missed=tell.missed(),
        missed_units=len(report.missed),
        more_missed=tell.words["missed_more"].format(n=_MOST_MISSED) if len(report.missed) > _MOST_MISSED else "",
        estimates=[
            (tell.words[f"estimate_{kind}"], found) for kind, found in report.progress.estimates.items() if found
        ],
        maintenance=[(tell.name(row.defect_code), row.items_) for row in tell.maintenance()],
        tickets=[tell.ticket(one) for one in report.tickets],
        states=tell.states(),
        synthetic=bool(drawn["synthetic"]),
        imprint=imprint,
        leaflet_js=assets.text("leaflet/leaflet.js"),
        leaflet_css=assets.text("leaflet/leaflet.css"),
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    )


class _Teller:
    """Says the parts of one report in one language."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self.language = language
        self.words = {key: pick(word, language) for key, word in CATALOGUE.items()}

    def name(self, code: str | None, missing: str = "") -> str:
        words = self.report.names.get(code or "")
        return pick(words, self.language) if words else code or missing

    def pick(self, words: Words | None) -> str:
        return pick(words, self.language) if words else ""

    def moment(self, at: datetime | None) -> str:
        return at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") if at else ""

    def period(self) -> str:
        first: date = self.report.campaign.starts_on
        return f"{first} – {first + timedelta(days=self.report.campaign.days - 1)}"

    def states(self) -> list[dict[str, str]]:
        return [
            {"state": str(state), "name": self.pick(STATES[state]), "colour": colour}
            for state, colour in style.STATES.items()
        ]

    def points(self) -> list[list[object]]:
        """Tickets for the map: lon, lat, state, number, what, where."""
        return [
            [
                round(one.ticket.lon, 6),
                round(one.ticket.lat, 6),
                str(one.ticket.state),
                one.ticket.number,
                f"{self.pick(one.defect)} · {self.pick(one.asset_class)}",
                self.place(one),
            ]
            for one in self.report.tickets
            if one.ticket.state in style.STATES
        ]

    def place(self, one: Listed) -> str:
        return one.ticket.place_zh if self.language is Language.ZH else one.ticket.place_en

    def ticket(self, one: Listed) -> dict[str, Any]:
        ticket = one.ticket
        return {
            "number": ticket.number,
            "what": f"{self.pick(one.defect)} · {self.pick(one.asset_class)}",
            "place": self.place(one),
            "assignee": self.pick(one.assignee),
            "state": self.pick(STATES[ticket.state]),
            "colour": style.STATES.get(ticket.state, style.MUTED),
            "late": ticket.is_late(self.report.made_at),
            "reported": self.moment(ticket.reported_at)[5:],
            "due": self.moment(ticket.due_at)[5:],
            "closed": self.moment(ticket.closed_at)[5:],
        }

    def groups(self) -> list[dict[str, Any]]:
        """The four tables of tickets."""
        missing = {"street": self.words["elsewhere"], "department": self.words["not_dispatched"]}
        return [
            {
                "title": self.words[f"by_{group}"],
                "head": self.words[group],
                "rows": self.rows(frame, missing.get(group, "—")),
            }
            for group, frame in self.report.figures.groups.items()
        ]

    def coverage(self) -> list[dict[str, Any]]:
        return self.rows(self.report.figures.coverage, self.words["elsewhere"])

    def rows(self, frame: pd.DataFrame, missing: str) -> list[dict[str, Any]]:
        """A frame by code as rows with names; `missing` names the empty code."""
        plain = frame.astype(object)
        return [
            {"name": self.name(str(code), missing)} | dict(zip(map(str, plain.columns), values, strict=True))
            for code, values in zip(plain.index, plain.to_numpy().tolist(), strict=True)
        ]

    def missed(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self.unit(one),
                "code": one.place_code,
                "community": self.name(one.community_code),
                "assignment": one.assignment,
                "day": one.day_no,
                "covers": one.covers,
                "unseen": one.unseen,
            }
            for one in self.report.missed[:_MOST_MISSED]
        ]

    def unit(self, one: MissedUnit) -> str:
        ends = "—".join(end for end in (one.from_road, one.to_road) if end)
        if not ends:
            return one.name or self.words[one.kind]
        return f"{one.name}（{ends}）" if self.language is Language.ZH else f"{one.name} ({ends})"

    def maintenance(self) -> Sequence[Any]:
        return list(self.report.maintenance.rename(columns={"items": "items_"}).itertuples(index=False))

    def charts(self) -> list[tuple[str, str]]:
        """Title and drawing of each chart that has something to show."""
        figures = self.report.figures
        days = figures.days
        drawn = [
            (
                "by_day",
                columns(
                    [pd.Timestamp(day).strftime("%m-%d") for day in days.index],
                    [
                        Series(self.words["found"], style.BAD, list(days.get("found", []))),
                        Series(self.words["closed"], style.GOOD, list(days.get("closed", []))),
                    ],
                ),
            ),
            *((f"by_{group}", self._stacked(group)) for group in ("defect", "street", "class")),
        ]
        return [(self.words[key], chart) for key, chart in drawn if chart]

    def _stacked(self, group: str) -> str:
        frame = self.report.figures.groups[group].head(22)
        return bars(
            [self.name(str(code), "—") for code in frame.index],
            [
                Series(self.words["closed"], style.GOOD, list(frame["closed"])),
                Series(self.words["open"], style.BAD, list(frame["open"])),
            ],
        )
