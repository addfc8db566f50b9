"""A letter of a recovery on A4: what is asked until when, what was done, what it cost, the evidence by its hashes."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspections.payers.costs import yuan
from inspections.payers.letters import Letter
from inspections.payers.listing import Event
from inspections.tickets.terms import Words
from maps import qr
from maps.letter_words import LABELS, act_label, action_label, body_of, moment
from maps.plates.pen import BLACK
from maps.prints.paper import Box, Paper, size_mm
from maps.prints.sheet import Column, Sheet
from maps.prints.wallmap import Printed
from maps.style import BAD, MUTED

_SIZE = size_mm(Paper.A4)
_EDGE, _ROW, _QR_MM, _CLOSE_MM = 22.0, 5.8, 34.0, 38.0
_WIDTH, _BOTTOM = _SIZE[0] - 2 * _EDGE, _SIZE[1] - 22.0
_COURSE = (Column("时间 Time", 32), Column("事项 Act", 48), Column("单位 By", 24), Column("说明 Words", _WIDTH - 104))
_COST = (
    Column("序", 9, "middle"),
    Column("名称 Item", _WIDTH - 111),
    Column("数量 Quantity", 26, "right"),
    Column("单位 Unit", 18, "middle"),
    Column("单价（元）CNY", 28, "right"),
    Column("金额（元）CNY", 30, "right"),
)
_EVIDENCE = (Column("序", 9, "middle"), Column("来源 Of", 36), Column("时间 Time", 30), Column("SHA-256", _WIDTH - 75))
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the operator of the service, the address people use, its hotline."""

    operator: str
    public_url: str
    hotline: str
    synthetic: bool = False
    draft: bool = False


def letter_sheet(letter: Letter, sender: Sender) -> Printed:
    """The pages of a letter, with the code of the thing it is about; the same letter is the same bytes."""
    title = letter.step.letter
    if title is None:
        raise ValueError(f"nothing is printed of {letter.step.act}")
    page = _Page(letter, sender, title)
    page.write()
    return Printed(page.sheet.finished(), page.pages, _SIZE, None)


def course_of(letter: Letter) -> list[tuple[str, ...]]:
    """A row an act, in their order."""
    return [(moment(one.at).zh, _both(act_label(one.act)), _who(one), _short(one.reason)) for one in letter.course]


def _who(one: Event) -> str:
    """Who did it: a person of no organisation is of the desk, nobody is the clock."""
    return one.spoken_by or one.org_code or ("受理台 Desk" if one.account_id else "系统 Clock")


def cost_of(letter: Letter) -> list[tuple[str, ...]]:
    """A row a line of the cost sheet."""
    return [
        (str(n), one.name, f"{one.quantity.normalize():f}", one.unit, yuan(one.unit_price_fen), yuan(one.amount_fen))
        for n, one in enumerate(letter.lines, start=1)
    ]


def evidence_of(letter: Letter) -> list[tuple[str, ...]]:
    """A row a picture."""
    return [
        (str(n), _both(action_label(one.action)), moment(one.taken_at or one.told_at).zh, one.sha256)
        for n, one in enumerate(letter.pictures, start=1)
    ]


class _Page:
    """The letter as it is written, from above to below and on to the next page."""

    def __init__(self, letter: Letter, sender: Sender, title: Words) -> None:
        self.letter, self.sender, self.title = letter, sender, title
        self.sheet = Sheet(_SIZE)
        self.sheet.set_title(f"{title.zh} {letter.number}")
        self.sheet.set_lang("zh-CN")
        self.sheet.set_creation_date(letter.at)
        self.pages, self.y = 0, 0.0
        self._turn()

    def write(self) -> None:
        """Write all of it."""
        self._head()
        self._facts()
        body = body_of(self.letter)
        self._text(body.zh, size_mm=4.2, indent="　　")
        self._text(body.en, size_mm=3.0, colour=MUTED)
        self._close()
        self._table(LABELS["cost"], _COST, cost_of(self.letter))
        self._totals()
        self._table(LABELS["course"], _COURSE, course_of(self.letter))
        self._table(LABELS["evidence"], _EVIDENCE, evidence_of(self.letter))
        for page in range(1, self.pages + 1):
            self._foot(page)

    def _turn(self) -> None:
        self.sheet.add_page()
        self.pages += 1
        self.y = 20.0

    def _foot(self, page: int) -> None:
        self.sheet.page = page
        foot = f"{_both(LABELS['number'])} {self.letter.number} · 第 {page} / {self.pages} 页"
        base = _SIZE[1] - 12
        used = self.sheet.words(foot, _EDGE, base, size_mm=2.8, within_mm=_WIDTH * 0.6, colour=MUTED)
        said = [name for name in ("draft", "synthetic") if getattr(self.sender, name)]
        warned = " · ".join(_both(LABELS[name]) for name in said)
        self.sheet.words(
            warned, _EDGE + used + 4, base, size_mm=2.8, within_mm=_WIDTH - used - 4, bold=True, colour=BAD,
            align="right",
        )  # fmt: skip

    def _room(self, high_mm: float) -> None:
        if self.y + high_mm > _BOTTOM:
            self._turn()

    def _head(self) -> None:
        self.sheet.mark(_EDGE, self.y - 3, side_mm=11)
        self._line(self.title.zh, size_mm=8, bold=True, align="middle")
        self._line(self.title.en, size_mm=3.6, colour=MUTED, align="middle")
        self._line(f"{_both(LABELS['number'])} {self.letter.number}", size_mm=3.2, align="right")
        self.y += 1
        if self.letter.to is not None:
            self._line(f"{self.letter.to.zh}：", size_mm=4.6, bold=True)
            self._line(f"To: {self.letter.to.en}", size_mm=3.0, colour=MUTED)

    def _facts(self) -> None:
        listed = self.letter.listed
        facts = [
            ("ticket", listed.number),
            ("place", listed.place.zh),
            ("code", listed.asset_code or "—"),
            ("defect", _both(listed.defect)),
        ]
        self.y += 2
        self.sheet.box(_EDGE, self.y, _WIDTH, len(facts) * 5.6 + 2, colour="#f2f5f7")
        for n, (label, words) in enumerate(facts):
            base = self.y + 5 + n * 5.6
            self.sheet.words(_both(LABELS[label]), _EDGE + 3, base, size_mm=3.2, within_mm=40, colour=MUTED)
            self.sheet.words(words, _EDGE + 46, base, size_mm=3.4, within_mm=_WIDTH - 50)
        self.y += len(facts) * 5.6 + 6

    def _close(self) -> None:
        """Who signs and seals, when; who received it; the code of the thing."""
        self._room(_CLOSE_MM)
        top, right = self.y + 2, _EDGE + _WIDTH
        if self.letter.listed.asset_code is not None:
            address = qr.address_of(self.sender.public_url, self.letter.listed.asset_code)
            self.sheet.code(qr.code_of(address), _EDGE - 3, top - 3, side_mm=_QR_MM)
            self.sheet.words(
                _both(LABELS["scan"]), _EDGE - 3, top + _QR_MM - 2, size_mm=2.4, within_mm=_QR_MM, colour=MUTED,
                align="middle",
            )  # fmt: skip
        issuer = self.sender.operator or f"{LABELS['unnamed'].zh} ________________"
        lines = [
            (f"{issuer}{LABELS['seal'].zh}", 4.2, BLACK),
            (moment(self.letter.at).zh, 3.6, BLACK),
            (f"{_both(LABELS['hotline'])} {self.sender.hotline}", 3.0, MUTED),
        ]
        if self.letter.to is not None:
            lines.append((f"{_both(LABELS['receipt'])} ______________　____ 年 __ 月 __ 日 __:__", 3.2, BLACK))
        base = top
        for words, size, colour in lines:
            base += size + 3.6
            self.sheet.words(
                words, _EDGE + _QR_MM, base, size_mm=size, within_mm=right - _EDGE - _QR_MM, colour=colour,
                align="right",
            )  # fmt: skip
        self.y += _CLOSE_MM + 2

    def _table(self, label: Words, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        done = 0
        while done < len(rows):
            self._room(8 + 3 * _ROW)
            self._line(_both(label), size_mm=3.6, bold=True)
            self.y += 1
            box = Box(_EDGE, self.y, _WIDTH, _BOTTOM - self.y)
            shown = self.sheet.rows(columns, rows[done:], box, row_mm=_ROW)
            self.y += (shown + 1) * _ROW + 4
            done += shown

    def _totals(self) -> None:
        if self.letter.cost_fen is None:
            return
        told = [("total", self.letter.cost_fen), ("owed", self.letter.owed_fen)]
        for name, fen in told:
            if fen is not None:
                self._line(f"{_both(LABELS[name])}　¥ {yuan(fen)}", size_mm=3.8, bold=True, align="right")
        self.y += 2

    def _text(self, words: str, *, size_mm: float, indent: str = "", colour: str = BLACK) -> None:
        for line in self.sheet.wrapped(indent + words, size_mm=size_mm, within_mm=_WIDTH):
            self._line(line, size_mm=size_mm, colour=colour)
        self.y += 2

    def _line(
        self, words: str, *, size_mm: float, bold: bool = False, colour: str = BLACK, align: str = "left"
    ) -> None:
        self._room(size_mm * 1.6)
        base = self.y + size_mm
        self.sheet.words(words, _EDGE, base, size_mm=size_mm, within_mm=_WIDTH, bold=bold, colour=colour, align=align)
        self.y += size_mm * 1.65


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _MOST_WORDS else plain[: _MOST_WORDS - 1] + "…"
