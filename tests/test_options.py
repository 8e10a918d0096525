"""Options: what is legal is taken, everything else is an `OptionError` that says what is legal."""

import math
from collections.abc import Sequence
from dataclasses import Field, fields
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmprint.errors import OptionError
from filmprint.options import (
    STYLES,
    Clustering,
    Execution,
    Extras,
    Limits,
    Panel,
    Picture,
    PictureRequest,
    Sampling,
)
from filmprint.options.base import Options

GROUPS: list[type[Options]] = [
    Sampling, Clustering, Extras, Execution, Limits, Panel, Picture, PictureRequest,
]  # fmt: skip
FIELDS = [(group, field) for group in GROUPS for field in fields(group)]
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=2**62), st.floats(),
    st.text(), st.binary(), st.lists(st.integers(), max_size=2), st.builds(object),
    st.sampled_from([10**5000, "", "9" * 400, "٣x٤", "0:99:99", "\ud800", "\0", "1e3", "nan", "-"]),
)  # fmt: skip


def kinds_of(annotation: Any) -> set[type]:
    """The types of the values that an annotation may allow."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kinds_of(arguments[0])
    if origin in (Union, UnionType):
        return set().union(*map(kinds_of, arguments))
    if origin is Literal:
        return {str}
    if origin is Sequence:
        return {list}
    return {annotation} if annotation is not None else {NoneType}


def choices_of(annotation: Any) -> list[str]:
    """The texts that an annotation allows, where it allows no others."""
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [text for part in get_args(annotation) for text in choices_of(part)]


def ranges_of(annotation: Any) -> list[tuple[float, float]]:
    """The ranges of numbers that an annotation names."""
    if get_origin(annotation) is Annotated:
        meta = get_args(annotation)[1]
        return [(meta.ge, meta.le)] if meta.ge is not None else []
    return [pair for part in get_args(annotation) for pair in ranges_of(part)]


def by_name(rows: list[tuple[type[Options], Field[Any]]]) -> pytest.MarkDecorator:
    names = [f"{group.__name__}.{field.name}" for group, field in rows]
    return pytest.mark.parametrize(("group", "field"), rows, ids=names)


def accepts(group: type[Options], field: Field[Any], value: object) -> bool:
    """Whether the value is taken; if not, it is one `OptionError` of one line with the name."""
    try:
        group(**{field.name: value})
    except OptionError as error:
        text = str(error)
        assert text.startswith(f"--{field.name.replace('_', '-')}")
        assert "must" in text or "of the styles" in text or "needs" in text or "neither" in text
        assert text.isprintable() and len(text) < 400
        return False
    return True


@by_name(FIELDS)
@given(value=ANYTHING)
@settings(deadline=None, max_examples=20)
def test_a_value_of_another_type_is_refused(
    group: type[Options], field: Field[Any], value: object
) -> None:
    kinds = kinds_of(field.type)
    accepted = accepts(group, field, value)
    if type(value) not in kinds | ({int} if float in kinds else set()):
        assert not accepted
    elif isinstance(value, float):
        assert not accepted or math.isfinite(value)


@by_name([row for row in FIELDS if ranges_of(row[1].type)])
def test_ranges_are_exact(group: type[Options], field: Field[Any]) -> None:
    for low, high in ranges_of(field.type):
        whole = float not in kinds_of(field.type)
        assert accepts(group, field, low) and accepts(group, field, high)
        assert not accepts(group, field, low - 1 if whole else math.nextafter(low, -math.inf))
        assert not accepts(group, field, high + 1 if whole else math.nextafter(high, math.inf))


@by_name([row for row in FIELDS if choices_of(row[1].type)])
def test_choices_are_exact(group: type[Options], field: Field[Any]) -> None:
    for text in choices_of(field.type):
        assert accepts(group, field, text)
        assert not accepts(group, field, f"{text}x")


@pytest.mark.parametrize(("group", "name", "value"), [
    (Sampling, "scale", "640.9x370.9"), (Sampling, "scale", "7x100"), (Sampling, "scale", "640"),
    (Sampling, "scale", "640x5000"), (Sampling, "scale", 640), (Sampling, "crop", "0x5+1+1"),
    (Sampling, "crop", None), (Sampling, "start", "0:99:99"), (Sampling, "start", "1:60"),
    (Sampling, "end", "1:60:00"), (Sampling, "start", "inf"), (Sampling, "start", 1e300),
    (Sampling, "end", math.nan), (Limits, "max_stall", 4.9), (Limits, "max_time", -1),
    (Limits, "max_time", "367:00:00:00"), (Panel, "name", ""), (Panel, "name", ".."),
    (Panel, "name", "a/b"), (Panel, "width", "x"), (Picture, "size", ""), (Picture, "size", "0x0"),
    (Picture, "size", f"{'9' * 400}x1"), (Picture, "bleed", "2.1in"), (Picture, "margin", "41%"),
    (Picture, "margin", ""), (Picture, "font", ""), (Picture, "title", "a" * 501),
    (Picture, "title", "a\x1b[0m"), (Picture, "caption", "\ud800"), (Picture, "style", "ring,wave"),
    (Picture, "style", ""), (Picture, "background", "#12345678"), (Picture, "text_color", "blurple"),
    (Picture, "axis", True), (Picture, "format", "bmp"), (PictureRequest, "format", " , "),
    (PictureRequest, "style", ","), (PictureRequest, "style", "ring,nothing"),
])  # fmt: skip
def test_bad_texts_are_refused(group: type[Options], name: str, value: object) -> None:
    field = next(field for field in fields(group) if field.name == name)
    assert not accepts(group, field, value)


@pytest.mark.parametrize(("text", "seconds"), [
    ("90", 90), ("90.5", 90.5), ("1:30", 90), ("-1:30", -90), ("0:01:30", 90), (" 5 ", 5),
    ("90:00", 5400), ("23:59:59.5", 86399.5), (90, 90), (-0.5, -0.5),
])  # fmt: skip
def test_times(text: float | str, seconds: float) -> None:
    assert Sampling(start=text).start == seconds


def test_the_working_size() -> None:
    assert Sampling(scale="8x4096").box == (8, 4096)
    assert Sampling(scale="640 × 370").box == (640, 370)


@pytest.mark.parametrize(("title", "drawn"), [
    (r"Line\nLine", "Line\nLine"), (r"C:\\new", r"C:\new"), (r"AC\DC", r"AC\DC"),
    (r"a\\\n", "a\\\\n"), ("a\nb", "a\nb"), ("", ""),
])  # fmt: skip
def test_line_breaks_in_titles(title: str, drawn: str) -> None:
    assert Picture(title=title).title_of("Film") == drawn


def test_a_request_stands_for_its_pictures() -> None:
    request = PictureRequest(style="strip, RING,strip", format="png,jpeg,jpg", axis=True, dpi=50)
    assert request.formats == ("png", "jpg")
    strip, ring = request.pictures
    assert strip == Picture(style="strip", axis=True, dpi=50)
    assert ring == Picture(style="ring", dpi=50)
    with pytest.raises(OptionError, match="only one"):
        request.only_picture  # noqa: B018 - the property raises
    every = PictureRequest(style=",".join(STYLES))
    assert [picture.style for picture in every.pictures] == list(STYLES)
