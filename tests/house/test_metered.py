"""Every list of the API that is read page by page adds up like a file, but for those that are spared by name."""

from __future__ import annotations

from ifar.accounts.read_log_labels import SPARED, spoken
from ifar.api import api

PAGES = {"after", "before"}
"""Parameters by which a list is read on: the ones that `ifar.api.metered` looks at."""
OTHER_WAYS = {"cursor", "page", "offset", "skip", "since_id", "start_after"}


def lists():
    """Name of a list (the first word of its address) -> the schemas of its pages."""
    open_apischema = api.get_openapi_schema(path_prefix="/api/")
    result = {}
    for path, methods in open_apischema["paths"].items():
        if "get" not in methods:
            continue
        asked = {
            parameter["name"]
            for parameter in methods["get"].get("parameters", [])
            if parameter["in"] == "query"
        }
        assert not asked & OTHER_WAYS, f"{path} is read on in a way that is not counted"
        if asked & PAGES:
            answers = methods["get"]["responses"]
            schema = next(answer for code, answer in answers.items() if str(code) == "200")["content"]
            schema = schema["application/json"]["schema"]
            if "$ref" in schema:
                schema = open_apischema["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
            result.setdefault(path.split("/")[2], []).append((path, schema))
    return result


def test_w50_every_paged_list_of_the_api_adds_up_or_is_spared_by_name():
    result = lists()
    assert set(SPARED) <= set(result), "a spared list that is none"
    assert {
        "firearms",
        "parties",
        "places",
        "matters",
        "batches",
        "people",
        "cards",
        "proposals",
        "sightings",
        "reads",
    } <= (set(result) - set(SPARED))
    for name in set(result) - set(SPARED):
        assert spoken().get(f"api.{name}"), name
        for path, schema in result[name]:
            assert "items" in schema.get("properties", {}), f"{path}: its rows are not counted"
