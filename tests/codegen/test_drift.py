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
    assert "--- openapi-python-client-" in shown


def test_another_package_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["jinja2==3.1"])
    assert "is none of datamodel-code-generator" in capsys.readouterr().err
