"""Tests the comparison of upstream templates with ours."""

import pytest

from codegen.drift import main


def test_the_difference_to_the_installed_templates_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    output = capsys.readouterr().out
    assert "+++ templates/models/msgspec.jinja2" in output
    assert "+++ templates/models/pydantic_v2/ConfigDict.jinja2" in output


def test_a_version_that_does_not_exist_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["0.0.1.dev1"]) == 1
    assert "Cannot download datamodel-code-generator==0.0.1.dev1" in capsys.readouterr().err
