"""Turns what pydantic says about a study into the sentences of this house."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from solvus.base.errors import Fault, nearest, suggestion
from solvus.study.fields import described

Path = tuple[str | int, ...]
Slip = tuple[Path, str]


def carry(slips: Iterable[Slip]) -> PydanticCustomError:
    """One pydantic error that carries several faults, each with a path below its field."""
    listed = list(slips)
    words = "; ".join(message for _, message in listed)
    return PydanticCustomError("solvus_slips", "{words}", {"words": words, "slips": listed})


def slips_of_faults(faults: Iterable[Fault]) -> list[Slip]:
    """The faults of :func:`solvus.base.parameters.resolve` as (path, message)."""
    return [((fault.key,) if fault.key else (), fault.message) for fault in faults]


def slips_of(error: ValidationError, model: type[BaseModel]) -> list[Slip]:
    """Every fault of ``error`` as (key path below ``model``, sentence)."""
    slips: list[Slip] = []
    items = error.errors(include_url=False)
    unknown = [tuple(item["loc"]) for item in items if item["type"] == "extra_forbidden"]
    for item in items:
        where: Path = tuple(item["loc"])
        context: dict[str, Any] = item.get("ctx", {})
        if item["type"] == "solvus_slips":
            slips += [((*where, *below), message) for below, message in context["slips"]]
        elif item["type"] != "missing" or not _misspelt(where, unknown):
            slips.append((where, _sentence(item, where, context, model)))
    return slips


def _misspelt(missing: Path, unknown: Iterable[Path]) -> bool:
    """Whether an unknown key beside the missing one is already said to be a misspelling of it."""
    return any(
        path[:-1] == missing[:-1] and nearest(str(path[-1]), [str(missing[-1])]) for path in unknown
    )


def _sentence(item: Any, where: Path, context: dict[str, Any], model: type[BaseModel]) -> str:
    kind = item["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        known = _model_at(model, where[:-1])
        names = list(known.model_fields) if known else []
        return f"is not a key here.{suggestion(str(where[-1]), names)}"
    if kind == "missing":
        holder = _model_at(model, where[:-1])
        example = _example(holder, str(where[-1])) if holder else ""
        return f"is missing; write e.g. {where[-1]}: {example}".rstrip(": ")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        known = _model_at(model, where)
        names = list(known.model_fields) if known else []
        hint = f" with keys such as {', '.join(names[:3])}" if names else ""
        return f"{described(item['input'])} stands where a block is due; write a block{hint}"
    return f"{described(item['input'])} does not fit: {item['msg']}"


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model that describes the block at ``path``."""
    found: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int):  # an entry of a list: the model is that of its entries
            continue
        field = found.model_fields.get(str(part)) if found else None
        if field is None:
            return None
        kinds = (field.annotation, *get_args(field.annotation))
        found = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
    return found


def _example(model: type[BaseModel], name: str) -> str:
    examples = model.model_fields[name].examples
    return str(examples[0]) if examples else ""
