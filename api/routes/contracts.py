"""Contracts of upkeep: who works for whom, and under which contract a thing is kept."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.shapes import Line, Shape
from registry.contracts import book
from registry.contracts.book import MOST
from registry.contracts.contract import Contract, day_of

router = APIRouter(tags=["contracts"])

Number = Annotated[str, Path(min_length=1, max_length=100)]
Codes = Annotated[tuple[Line, ...], Field(max_length=1000)]


class ContractBody(Shape):
    """What a contract says; no sections: everywhere, no classes: all of them."""

    contractor_code: Line
    principal_code: Line
    starts_on: date
    ends_on: Annotated[date, Field(description="the last day")]
    section_codes: Annotated[Codes, Field(description="areas or road segments")] = ()
    class_codes: Codes = ()

    def contract(self, number: str) -> Contract:
        """The contract of that number."""
        lists = {name: tuple(sorted(set(getattr(self, name)))) for name in ("section_codes", "class_codes")}
        return Contract(number=number, **(self.model_dump() | lists))


class NumberedContract(ContractBody):
    """A new contract."""

    number: Annotated[Line, Field(max_length=100)]


class ContractAnswer(BaseModel):
    """A contract."""

    number: str
    contractor_code: str
    principal_code: str
    starts_on: date
    ends_on: date
    section_codes: list[str]
    class_codes: list[str]

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """One contract."""
        return cls.model_validate(contract, from_attributes=True)


class ContractsAnswer(BaseModel):
    """A page of contracts by number; `next` continues the list."""

    contracts: list[ContractAnswer]
    next: str | None


class ContractOfAsset(BaseModel):
    """Under which contract a thing is kept on a day; null where there is none."""

    asset_code: str
    day: date
    contract: ContractAnswer | None


@router.get("/contracts", summary="List contracts")
def list_contracts(
    conn: Reading,
    actor: CurrentActor,
    org: Annotated[Line | None, Query(description="contractor or principal")] = None,
    day: Annotated[date | None, Query(description="in force on this day")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[Line | None, Query(description="`next` of the page before")] = None,
) -> ContractsAnswer:
    """For stewards, dispatchers and leaders."""
    page = book.list_contracts(conn, actor, org=org, day=day, limit=limit, after=after)
    return ContractsAnswer(contracts=[ContractAnswer.of(one) for one in page.contracts], next=page.next)


@router.get("/contracts/{number}", summary="One contract")
def get_contract(conn: Reading, actor: CurrentActor, number: Number, response: Response) -> ContractAnswer:
    """Its ETag is where a change starts from."""
    contract = book.find(conn, actor, number)
    response.headers["ETag"] = etag(book.version(contract))
    return ContractAnswer.of(contract)


@router.post("/contracts", summary="Enter a contract", status_code=201)
def post_contract(request: Request, conn: Writing, actor: CurrentActor, body: NumberedContract) -> ContractAnswer:
    """By a steward; the same again changes nothing, 409 where the number or the time of the two is taken."""
    trail.about(request, f"contract {body.number}")
    plain = ContractBody.model_validate(body.model_dump(exclude={"number"}))
    return ContractAnswer.of(book.enter(conn, actor, plain.contract(body.number)))


@router.put("/contracts/{number}", summary="Change a contract")
def put_contract(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    number: Number,
    body: ContractBody,
    version: IfMatch,
    response: Response,
) -> ContractAnswer:
    """By a steward, from what it said (`If-Match`): end it early, give it other sections. 412 where it changed."""
    trail.about(request, f"contract {number}")
    contract = book.change(conn, actor, body.contract(number), if_version=version)
    response.headers["ETag"] = etag(book.version(contract))
    return ContractAnswer.of(contract)


@router.get("/assets/{code}/contract", summary="Under which contract a thing is kept")
def get_contract_of_asset(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    code: Annotated[str, Path(pattern="^[0-9]{16,17}$")],
    day: date | None = None,
) -> ContractOfAsset:
    """Today, or on a day: that of its maintainer, else of its owner, which names its place most closely."""
    on = day or day_of(now)
    found = book.contract_of_asset(conn, actor, code, day=on)
    return ContractOfAsset(asset_code=code, day=on, contract=ContractAnswer.of(found) if found else None)
