"""Why a row is refused: a word, and what it means in Chinese and English. Pure."""

from collections.abc import Mapping

import pandas as pd

COLUMNS = ("row_no", "field", "value", "reason")

REASONS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少必填值", "a value that must be there is missing"),
    "not_a_number": ("不是数字", "is not a number"),
    "not_a_date": ("不是日期", "is not a date; write 2024-05-31 or 20240531"),
    "out_of_range": ("超出范围", "is outside the range it may have"),
    "bad_choice": ("不在可选值之内", "is none of the values it may have"),
    "bad_form": ("格式不对", "does not have the form of such a code"),
    "too_long": ("文字过长", "is longer than the register takes"),
    "unknown_code": ("代码不存在", "is a code the register does not know"),
    "unknown_link": ("所指对象不存在", "speaks of a thing the register does not know; import that first"),
    "duplicate_id": ("编号重复且内容不同", "bears the id of an earlier row and says something else"),
    "no_geometry": ("缺少位置", "has no position that can be read"),
    "wrong_shape": ("几何类型不对", "has a kind of shape this layer does not take"),
    "invalid_shape": ("几何无效", "has a shape that crosses itself or is not closed"),
    "swapped_axes": ("经纬度颠倒", "has longitude and latitude swapped"),
    "outside": ("位于辖区之外", "lies outside every area of the register"),
    "code_mismatch": ("代码与辖区或类别不符", "is the code of another division or class"),
    "code_taken": ("代码已被占用", "is the code of another thing"),
    "name_taken": ("名称已被占用", "is the name of another thing, which would be taken for this one"),
    "class_changed": ("类别与已登记的不同", "has another class than the registered thing; a new thing needs a new id"),
}


def none() -> pd.DataFrame:
    """No faults."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def of(rows: pd.Index, *, field: str, values: object, reason: object) -> pd.DataFrame:
    """Faults of one field: `values` is what stood there, `reason` the word, each one for all rows or one for each."""
    if not len(rows):
        return none()
    frame = pd.DataFrame({"row_no": rows, "field": field, "value": values, "reason": reason})
    return frame.astype({"row_no": "int64"})


def together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All faults, by row; a field has one fault at most, the first that was found."""
    found = [part for part in parts if len(part)]
    if not found:
        return none()
    return pd.concat(found, ignore_index=True).drop_duplicates(["row_no", "field"]).sort_values("row_no", kind="stable")
