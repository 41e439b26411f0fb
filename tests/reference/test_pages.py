"""Tests what the pages say."""

import re

import pytest

from codegen.model.operations import Operation
from codegen.reference.context import Context
from codegen.reference.html import to_html
from codegen.reference.pages import Page
from codegen.reference.states import states_of


def _section(page: Page, heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page.markdown, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{page.path} has no section {heading}"
    return found[1]


def _operation(context: Context, name: str) -> Operation:
    return next(one for one in context.api.operations if one.id == name)


def test_an_operation_says_in_which_states_it_is_allowed(pages: dict[str, Page]) -> None:
    behaviour = _section(pages["operations/pause_subscription"], "Behaviour")
    assert (
        "- Allowed while `status` is `active`. Otherwise it returns 409 [`invalid_state`]"
        in behaviour
    )
    assert "- Afterwards `status` is `paused`;" in behaviour


def test_an_operation_says_what_it_sends_and_when(pages: dict[str, Page]) -> None:
    behaviour = _section(pages["operations/cancel_subscription"], "Behaviour")
    assert (
        "If `at_period_end` of the request is `false`: `status` is `canceled`; can change `status` and"
        " `canceled_at`; sends [`subscription.cancelled`](/events/subscription.cancelled)."
        in behaviour
    )


def test_an_operation_says_what_it_does_to_other_objects(pages: dict[str, Page]) -> None:
    behaviour = _section(pages["operations/delete_customer"], "Behaviour")
    assert "Each [Subscription](/objects/Subscription) that names it is kept" in behaviour
    assert "`status` becomes `canceled`" in behaviour


def test_a_refund_says_how_much_can_be_refunded(pages: dict[str, Page]) -> None:
    behaviour = _section(pages["operations/refund_payment"], "Behaviour")
    limit = "Allowed while `amount` of the request is `amount` minus `amount_refunded` or less."
    assert f"{limit} Otherwise it returns 422 [`out_of_range`]" in behaviour


def test_every_statement_about_behaviour_has_words(pages: dict[str, Page]) -> None:
    # A keyword without words is shown as it is in the contract: extend codegen/reference/behaviour.py.
    assert [path for path, page in pages.items() if re.search(r"\bmatches `", page.text)] == []


def test_every_operation_says_which_keys_it_needs(context: Context, pages: dict[str, Page]) -> None:
    for one in context.api.operations:
        line = next(
            line
            for line in pages[f"operations/{one.id}"].text.splitlines()
            if line.startswith("- Needs a")
        )
        assert [kind for kind in ("publishable", "secret") if kind in line] == [*one.key_types]


def test_every_operation_lists_all_of_its_errors(context: Context, pages: dict[str, Page]) -> None:
    for one in context.api.operations:
        listed = re.findall(
            r"^\| (\d+) \| \[`(\w+)`\]", pages[f"operations/{one.id}"].text, re.MULTILINE
        )
        stated = [
            (response.status, error.name)
            for response in one.errors
            for error in response.error_codes
        ]
        assert listed == stated


def test_every_event_says_what_sends_it(context: Context, pages: dict[str, Page]) -> None:
    for operation in context.api.operations:
        for one in operation.extensions.get("x-effects", ()):
            for event in one.get("events", ()):
                senders = _section(pages[f"events/{event}"], "Sent by")
                assert f"(/operations/{operation.id})" in senders
    assert "at `current_period_end`" in _section(pages["events/subscription.renewed"], "Sent by")


def test_fields_are_in_the_order_of_the_contract(context: Context, pages: dict[str, Page]) -> None:
    for name, path in context.objects.items():
        found = context.api.object_of(context.api.types[name].type)
        assert found is not None
        fields = [one for one in found.fields if not one.write_only]
        required = [one.name for one in fields if one.required]
        optional = [one.name for one in fields if not one.required]
        listed = re.findall(r"^- `([^`]+)`", _section(pages[path], "Fields"), re.MULTILINE)
        assert listed == [*required, *optional]


def test_required_fields_of_a_body_come_first(pages: dict[str, Page]) -> None:
    lines = re.findall(
        r"^- `\w+` .*$", _section(pages["operations/create_payment"], "Request body"), re.MULTILINE
    )
    required = ["**required**" in line for line in lines]
    assert required == sorted(required, reverse=True)
    assert len(set(required)) == 2


def test_samples_are_those_that_are_tested(context: Context, pages: dict[str, Page]) -> None:
    for one in context.api.operations:
        for sample in one.extensions["x-codeSamples"]:
            assert (
                f"{sample['label']}\n{sample['source'].rstrip()}\n```"
                in pages[f"operations/{one.id}"].examples
            )


def test_every_example_of_a_success_is_shown(context: Context, pages: dict[str, Page]) -> None:
    labels = re.findall(
        r"^```json (\d.*)$", pages["operations/create_payment"].examples, re.MULTILINE
    )
    assert labels[:2] == ["201 succeeded", "201 declined"]
    errors = [response.status for response in _operation(context, "create_payment").errors]
    assert labels[2:] == errors


def test_states_come_from_effects_of_operations_and_time(context: Context) -> None:
    states = states_of(context.api, "Subscription")
    assert states is not None
    found = {(one.source, one.target, one.cause) for one in states.transitions}
    assert {
        ("", "trialing", "create_subscription"),
        ("active", "paused", "pause_subscription"),
        ("paused", "active", "resume_subscription"),
        ("trialing", "active", "trial_end"),
        ("active", "past_due", "current_period_end"),
        ("paused", "canceled", "delete_customer"),
    } <= found
    assert not [one for one in found if one[0] == "canceled"]


def test_a_change_to_a_state_that_the_contract_does_not_name_is_listed(
    pages: dict[str, Page],
) -> None:
    states = _section(pages["objects/Payment"], "States")
    assert "can change by [`refund_payment`](/operations/refund_payment)" in states
    assert "mermaid" not in states


def test_the_diagram_has_every_state_and_transition(
    context: Context, pages: dict[str, Page]
) -> None:
    (drawing,) = pages["objects/Subscription"].drawings.values()
    states = states_of(context.api, "Subscription")
    assert states is not None
    for name in states.names:
        assert f">{name}</text>" in drawing
    edges = {(one.source, one.target) for one in states.transitions if one.target}
    assert drawing.count('class="arc"') == len(edges)


def test_an_object_without_transitions_has_no_states(context: Context) -> None:
    assert states_of(context.api, "Bundle") is None


def test_every_error_code_has_a_section_that_says_what_to_do(
    context: Context, pages: dict[str, Page]
) -> None:
    text = pages["guides/errors"].text
    for family in context.api.errors:
        for error in family.codes:
            section = text.partition(f"\n### {error.name}\n")[2].partition("\n### ")[0]
            assert error.description in section
            assert re.search(r"^(Do not retry|Retry|Wait)", section, re.MULTILINE)


def test_every_section_of_the_contract_is_a_guide(context: Context, pages: dict[str, Page]) -> None:
    sections = re.findall(r"^# (.+)$", context.api.info.description, re.MULTILINE)
    titles = {page.title for page in pages.values() if page.kind == "guide"}
    assert sections
    assert set(sections) <= titles


def test_a_text_that_names_a_section_links_to_it(pages: dict[str, Page]) -> None:
    assert (
        "[Idempotent requests](/guides/idempotent-requests)"
        in pages["operations/create_payment"].text
    )


def test_webhooks_are_verified_in_six_frameworks(pages: dict[str, Page]) -> None:
    fences = re.findall(
        r"^```\w+ ([^\n]+)\n(.*?)^```$", pages["guides/webhooks"].text, re.MULTILINE | re.DOTALL
    )
    verified = [label for label, text in fences if "webhooks.verify(" in text]
    assert len(verified) == 6


def test_html_in_a_text_is_shown_as_text() -> None:
    assert to_html("A <script>alert(1)</script> b", {}, "t") == (
        "<p>A &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n"
    )


def test_a_name_stays_whole_and_a_command_does_not() -> None:
    html = to_html("`X-RateLimit-Limit` `pip install azotte`", {}, "t")
    assert '<code class="name">X-RateLimit-Limit</code>' in html
    assert "<code>pip install azotte</code>" in html


def test_a_column_of_numbers_needs_no_style() -> None:
    html = to_html("| a | b |\n| --- | ---: |\n| c | 1 |\n", {}, "t")
    assert '<td class="number">1</td>' in html
    assert "style=" not in html


def test_adjacent_code_with_labels_becomes_tabs_and_other_code_does_not() -> None:
    html = to_html(
        "```sh One\na\n```\n\n```sh Two\nb\n```\n\ntext\n\n```sh\nc\n```\n\n```js\nd\n```\n",
        {},
        "t",
    )
    assert html.count('type="radio"') == 2
    assert html.count("<fieldset") == 1


@pytest.mark.parametrize("language", ["sh", "json", "python", "unknown-language", ""])
def test_code_keeps_its_text(language: str) -> None:
    code = "\n  a = '<b>'\n\n\n  c"
    html = to_html(f"```{language}\n{code}\n```\n", {}, "t")
    text = re.sub(r"<[^>]+>", "", html.partition("<code>")[2].partition("</code>")[0])
    for name, sign in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#39;", "'"),
        ("&quot;", '"'),
        ("&amp;", "&"),
    ):
        text = text.replace(name, sign)
    assert text == code


def test_the_output_of_the_last_command_of_a_session_is_shown() -> None:
    html = to_html("```console\n$ azotte a\nfirst\n$ azotte b\nlast\n```\n", {}, "t")
    assert "first" in html
    assert "last" in html
