"""Telling names of companies from those of persons and places, before the model reads."""

import pytest
from spacy.tokens import Doc

from tests.encoder.articles import document


def kinds(doc: Doc) -> dict[str, str]:
    return {m.text: m.kind for m in doc._.mentions if m.kind in ("company", "person")}


def test_a_company_is_not_a_person_because_its_founder_stands_beside_it() -> None:
    found = kinds(
        document("Zembro Voices founder Jane Berg left. Zembro Voices raised $3 million.")
    )
    assert found.get("Jane Berg") == "person"
    assert found.get("Zembro Voices") != "person"


def test_an_office_behind_a_comma_still_makes_a_person() -> None:
    found = kinds(document("It was the idea of Ebo Tarn, founder of a firm."))
    assert found == {"Ebo Tarn": "person"}


def test_a_company_may_say_something() -> None:
    text = "The start-up Zembro Cash has added an app. Ebo Tarn said so. Zembro Cash raised money."
    found = kinds(document(text))
    assert found.get("Zembro Cash") == "company"
    assert found.get("Ebo Tarn") == "person"


def test_compiled_by_is_no_leadership() -> None:
    found = kinds(document("It beat the estimate compiled by Zembro Metrix, sending it higher."))
    assert "Zembro Metrix" not in found


def test_an_owner_is_cut_off() -> None:
    text = "It met Zembro Bank's Jane Berg. It met Jane Berg's Alba Tosca Ltd. today."
    found = kinds(document(text))
    assert found.get("Jane Berg") == "person"
    assert found.get("Alba Tosca Ltd") == "company"


def test_a_name_that_goes_on_from_a_company_is_none_by_itself() -> None:
    text = "Tesla Zembro shares fell. The maker of Tesla Zembro, a company of its own, said no."
    assert [m.text for m in document(text)._.mentions if m.kind == "company"] == ["Tesla", "Tesla"]


@pytest.mark.parametrize("month", ["August", "December", "March"])
def test_a_month_is_no_part_of_a_name(month: str) -> None:
    found = kinds(document(f"It bought one in {month} Zembro Holdings Inc. said on a call."))
    assert f"{month} Zembro Holdings Inc" not in found
    assert "Zembro Holdings Inc" in found


def test_a_seat_is_no_company() -> None:
    found = kinds(document("It backed the takeover of Alba Tosca-based Tesla and shares fell."))
    assert list(found) == ["Tesla"]
