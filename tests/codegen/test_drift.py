"""What upstream changes in the templates that ours replace can be seen."""

import pytest

from codegen.drift import main


def test_the_difference_to_the_installed_templates_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "+++ templates/models/msgspec.jinja2" in shown
    assert "+++ templates/models/pydantic_v2/ConfigDict.jinja2" in shown


def test_a_version_that_does_not_exist_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["0.0.1.dev1"]) == 1
    assert "datamodel-code-generator==0.0.1.dev1 cannot be downloaded" in capsys.readouterr().err
