"""What the keys of study files are made of, and the keys that every kind of item has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from tempen.terms.item import Comparable


class Scalar(str):
    """A scalar as it was written; `plain` means without quotes."""

    plain: bool

    def __new__(cls, text: str, plain: bool = True) -> Scalar:
        made = super().__new__(cls, text)
        made.plain = plain
        return made


def flag(value: Any) -> Any:
    """Only true and false are booleans: `yes` and `no` are answers."""
    if isinstance(value, str):
        if value in ("true", "True", "TRUE"):
            return True
        if value in ("false", "False", "FALSE"):
            return False
        raise PydanticCustomError("flag", "true or false")
    return value


def plain(value: Any) -> Any:
    """A value of free keys, by what it looks like: true, 4, 4.5, 2026-05-04, else text."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if not isinstance(value, Scalar) or not value.plain:
        return str(value) if isinstance(value, str) else value
    if value in ("true", "false"):
        return value == "true"
    for kind in (int, float, date.fromisoformat):
        try:
            return kind(str(value))
        except ValueError:
            continue
    return str(value)


ID = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
NAME = r"^[A-Za-z][A-Za-z0-9_-]*$"
Flag = Annotated[bool, BeforeValidator(flag, json_schema_input_type=bool)]
Id = Annotated[  # of a wave, level, row or group: may be a bare number such as 2023
    str,
    StringConstraints(pattern=ID, max_length=64),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": ID}, {"type": "integer"}]}),
]
Name = Annotated[  # of an item, domain, section: becomes the name of a column
    str, StringConstraints(pattern=NAME, max_length=64)
]
Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[  # a raw value of an answer file
    str, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]})
]
Free = Annotated[Any, BeforeValidator(plain)]


class Keys(BaseModel):
    """The keys of one mapping in a study file; a key that is not here is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class FileKeys(Keys):
    """How the answers to an item stand in a file."""

    recode: dict[str, Id] = Field(
        default_factory=dict,
        description="Raw code: level, or `skipped`. A code that ends in `*` stands for every text "
        "that begins so, and `*` alone for every other text; the longest that fits counts.",
    )
    column: Word | None = Field(None, description="The column of the answers, if not the id.")
    columns: dict[Id, Word] = Field(
        default_factory=dict, description="The column of each row or option, if not column.row."
    )
    separator: str | None = Field(
        None,
        min_length=1,
        description="What stands between several marks in one cell. `csv`: commas, and quotes "
        "around a mark that has one itself.",
    )


class AskedKeys(FileKeys):
    """What differs for an item in one wave."""

    asked: Flag = Field(True, description="Whether the wave asked the item.")
    comparable: Comparable | None = Field(
        None, description="Whether answers can be compared with the wave before that asked it."
    )
    note: dict[str, Word] = Field(
        default_factory=dict, description="Why it is not the same, per language."
    )
    levels: list[Id] = Field(
        default_factory=list, description="The levels that this wave offered, if not all."
    )
    rows: list[Id] = Field(
        default_factory=list, description="The rows that this wave had, if not all."
    )
    ask_if: Word | None = Field(
        None, description="The wave's own routing; `everyone` if it had none."
    )


class ItemKeys(FileKeys):
    """The keys that every kind of item has.

    `recode`, `column`, `columns` and `separator` hold for every wave that has none of its own.
    """

    id: Name = Field(description="The item's id: never changed, it links the waves.")
    ask_if: Word | None = Field(
        None, description="Who is asked, e.g. `strategy in [yes, drafting]`."
    )
    family: Name | None = Field(
        None, description="Comparisons corrected together; the item itself if left out."
    )
    made_up: Flag | list[Id] = Field(
        False,
        description="Invented for a replica: stamped, never tested. True, or the levels, groups, "
        "rows or options that are.",
    )
    factual: Flag = Field(False, description="Last wave's answer may be offered as a start.")
    required: Flag = Field(False, description="The respondent is asked again if it is blank.")
    base: Literal["answered", "all"] = Field(
        "answered", description="Who is in the base: all who answered, or all who were reached."
    )
    not_applicable: Flag = Field(False, description="Offers “not applicable”.")
    waves: dict[Id, AskedKeys] = Field(
        default_factory=dict, description="What differs in a wave, by wave id."
    )


class Slip(NamedTuple):
    """A fault found in an item: its code, the path of keys inside the item, and facts."""

    code: str
    path: tuple[str | int, ...]
    facts: dict[str, Any]


def slip(code: str, *path: str | int, **facts: Any) -> Slip:
    return Slip(code, path, facts)
