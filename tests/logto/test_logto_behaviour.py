"""What was measured of Logto, line by line, and the tests that hold for each line; what has none, and why.

The lines are numbered by section: 1 tokens, 2 calling, 3 errors, 4 lists, 5 writing, 6 times, 7 webhooks, 8 rates, 9 end users.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

TOKENS, ERRORS, LISTS, WRITES, CONNECTIONS, OPTIONS, OPERATIONS, WEBHOOKS, LOGIN = (
    f"test_logto_{name}"
    for name in ("tokens", "errors", "lists", "writes", "connections", "options", "operations", "webhooks", "login")
)

LINES: Mapping[str, tuple[str, str, str]] = {
    # number: what it is about, the module, and the tests of it by their names, separated by blanks
    "1.1": ("how a token is asked for", TOKENS, "one_token_serves_all_calls a_secret_of_any_letters_arrives_as_it_is"),
    "1.2": (
        "what comes with a token",
        TOKENS,
        "a_token_is_renewed_before_its_end a_token_without_a_lifetime_is_kept_too",
    ),
    "1.3": ("what a token is", TOKENS, "tokens_of_either_algorithm_are_carried_as_they_are"),
    "1.4": ("what the API is called", TOKENS, "the_resource_is_that_of_the_tenant_whatever_the_host_is"),
    "1.5": ("the admin tenant's tokens", TOKENS, "a_token_of_the_admin_tenant_opens_the_default_tenant"),
    "1.6": (
        "one host for both, and separate settings",
        TOKENS,
        "a_token_of_the_admin_tenant_opens_the_default_tenant a_token_for_somebody_else_is_a_mistake_of_the_settings",
    ),
    "1.7": (
        "the role and the scope",
        TOKENS,
        (
            "a_token_without_the_scope_is_told_at_once once_the_role_is_given_the_same_client_works"
            " what_a_token_is_asked_for_with_must_be_there"
        ),
    ),
    "1.8": (
        "how long a token is good",
        TOKENS,
        "a_token_is_good_until_its_end_even_if_its_application_is_gone once_the_role_is_given_the_same_client_works",
    ),
    "1.9": (
        "errors of the token endpoint",
        TOKENS,
        "what_is_wrong_with_the_request_for_a_token_is_told the_other_errors_of_the_token_endpoint_have_their_kinds",
    ),
    "2.1": (
        "the scheme, and tokens of other kinds",
        TOKENS,
        "the_scheme_is_written_as_logto_wants_it a_token_that_is_none_is_refused_and_not_replaced",
    ),
    "2.2": ("no header", TOKENS, "a_missing_or_strange_header_is_not_mended_by_another_token"),
    "2.3": ("another scheme", TOKENS, "a_missing_or_strange_header_is_not_mended_by_another_token"),
    "2.4": (
        "refused tokens, and the claims in the refusal",
        TOKENS,
        "a_token_for_somebody_else_is_a_mistake_of_the_settings a_token_that_is_none_is_refused_and_not_replaced",
    ),
    "2.5": ("a token without the scope", TOKENS, "who_may_not_is_not_given_another_token"),
    "2.6": (
        "when a call is replayed",
        TOKENS,
        (
            "a_token_that_is_no_longer_good_is_replaced_and_the_call_replayed it_is_replayed_once"
            " a_token_for_somebody_else_is_a_mistake_of_the_settings"
        ),
    ),
    "2.7": ("what needs no token", OPERATIONS, "each_is_sent_and_answered"),
    "2.8": ("routes and verbs that are not there", ERRORS, "a_plain_text"),
    "2.9": (
        "the size of bodies",
        WRITES,
        "a_body_of_the_largest_size_is_taken_and_a_larger_one_is_not_sent a_file_is_uploaded_if_it_is_one_that_is_taken",
    ),
    "2.10": ("the type of bodies", WRITES, "bodies_are_json_and_say_so"),
    "2.11": (
        "U+0000, and numbers",
        WRITES,
        "nul_is_not_sent what_only_looks_like_nul_is_sent numbers_come_back_as_they_are_told",
    ),
    "2.12": ("compression", CONNECTIONS, "long_answers_come_compressed_and_are_read"),
    "2.13": ("the name of a request", CONNECTIONS, "a_request_id_is_the_server_s"),
    "2.14": (
        "connections that are closed soon",
        CONNECTIONS,
        (
            "a_connection_that_the_server_closed_meanwhile_harms_no_call"
            " an_unsafe_call_takes_a_new_connection_before_the_server_closes_the_old"
            " a_connection_that_breaks_under_an_unsafe_call_is_told_once"
        ),
    ),
    "2.15": (
        "tags of answers",
        CONNECTIONS,
        "answers_are_not_asked_for_by_their_tags who_asks_by_a_tag_is_told_that_nothing_came",
    ),
    "2.16": ("languages", ERRORS, "words_come_in_the_language_that_was_asked_for"),
    "3.1": ("a code, words, and more", ERRORS, "a_refusal_is_told_with_all_that_came"),
    "3.2": (
        "a checked input",
        ERRORS,
        "a_refused_input_tells_its_fields the_issues_of_alternatives_are_among_them",
    ),
    "3.3": ("OAuth's fields beside", ERRORS, "an_error_of_oauth_keeps_the_code_of_logto"),
    "3.4": ("words alone", ERRORS, "a_message_alone"),
    "3.5": ("a plain text", ERRORS, "a_plain_text"),
    "3.6": (
        "a refused password is an answer",
        ERRORS,
        "a_password_that_the_policy_refuses_is_an_answer a_password_that_could_not_be_checked_is_an_error",
    ),
    "3.7": ("400", ERRORS, "every_code_that_was_met_has_its_kind"),
    "3.8": ("403", ERRORS, "every_code_that_was_met_has_its_kind"),
    "3.9": ("404", ERRORS, "every_code_that_was_met_has_its_kind"),
    "3.10": ("409", ERRORS, "every_code_that_was_met_has_its_kind"),
    "3.11": ("422", ERRORS, "every_code_that_was_met_has_its_kind"),
    "3.12": ("429", WRITES, "too_many_messages_are_told_soon"),
    "3.13": ("501", WRITES, "no_connector_to_send_with"),
    "3.14": ("500", WRITES, "a_failure_of_the_server_is_not_repeated"),
    "3.15": ("duplicates, and a code with three statuses", WRITES, "a_duplicate_is_a_conflict"),
    "4.1": (
        "the bounds of pages",
        LISTS,
        "pages_out_of_bounds_are_not_asked_for the_server_s_refusal_of_a_page_has_its_kind",
    ),
    "4.2": ("totals, and pages past the end", LISTS, "a_page_tells_the_total"),
    "4.3": (
        "links, and where the end is",
        LISTS,
        "links_are_not_followed all_items_come_in_as_few_pages_as_can_be",
    ),
    "4.4": ("where the server stops counting", LISTS, "where_the_server_stops_counting_the_walk_goes_on"),
    "4.5": (
        "lists that need not be paged, or never are",
        LISTS,
        (
            "a_list_that_need_not_be_paged_comes_whole all_lists_in_pages_can_be_walked_through"
            " lists_that_are_never_paged_come_whole"
        ),
    ),
    "4.6": (
        "rows that move",
        LISTS,
        "what_moves_to_a_later_page_comes_once a_page_of_nothing_but_known_items_is_not_the_end",
    ),
    "4.7": (
        "lists of what is gone",
        LISTS,
        "some_lists_of_what_is_gone_are_empty other_lists_of_what_is_gone_are_not_found",
    ),
    "4.8": ("patterns", LISTS, "searching_finds_what_it_should"),
    "4.9": ("modes", LISTS, "searching_finds_what_it_should"),
    "4.10": (
        "searches that are refused",
        LISTS,
        (
            "one_can_search_in_nine_lists what_the_server_would_refuse_is_not_searched_for"
            " a_search_that_the_server_refuses_has_its_kind"
        ),
    ),
    "4.11": ("q", LISTS, "q_is_a_text_to_be_found_anywhere"),
    "4.12": (
        "filters of users",
        LISTS,
        "users_can_be_asked_for_with_their_password_s_hash both_filters_of_users_are_refused_by_the_server",
    ),
    "4.13": ("flags and lists in a query", LISTS, "flags_are_written_small_and_lists_repeated"),
    "4.14": ("moments in a query", LISTS, "moments_are_milliseconds_in_a_query"),
    "5.1": (
        "statuses of creates",
        WRITES,
        "a_create_succeeds_with_200_and_with_201 a_put_that_may_create_succeeds_both_times",
    ),
    "5.2": (
        "answers of one word, and deletes that tell more",
        WRITES,
        (
            "what_is_answered_by_a_word_has_no_result some_deletes_tell_what_is_left"
            " a_delete_of_all_templates_is_refused_by_the_server"
        ),
    ),
    "5.3": ("who chooses ids", WRITES, "an_id_is_chosen_by_the_server_except_that_of_a_connector"),
    "5.4": (
        "what may be sent again",
        CONNECTIONS,
        (
            "an_unsafe_call_whose_answer_is_lost_is_not_sent_twice a_safe_call_whose_answer_is_lost_is_sent_again"
            " replaced_roles_that_were_done_are_done another_refusal_of_the_same_status_is_one"
            " an_assignment_whose_answer_is_lost_is_not_taken_to_be_done"
        ),
    ),
    "5.5": (
        "a second DELETE",
        CONNECTIONS,
        "a_delete_that_was_done_although_no_answer_came_is_done a_delete_of_what_is_not_there_is_not_found",
    ),
    "5.6": (
        "only what is sent changes",
        WRITES,
        "only_what_is_given_is_sent a_misspelt_field_is_not_sent an_update_with_nothing_is_the_server_s_to_judge",
    ),
    "5.7": ("how to empty a field", WRITES, "only_what_is_given_is_sent"),
    "5.8": ("objects inside", WRITES, "objects_inside_are_sent_whole"),
    "5.9": ("scripts of tokens", WRITES, "objects_inside_are_sent_whole"),
    "5.10": (
        "custom data and profiles of users",
        WRITES,
        "a_user_s_custom_data_is_wrapped_and_an_application_s_is_bare null_in_a_profile_is_not_sent",
    ),
    "5.11": (
        "custom data of applications",
        WRITES,
        "a_user_s_custom_data_is_wrapped_and_an_application_s_is_bare",
    ),
    "5.12": (
        "what must not be sent",
        WRITES,
        "what_the_server_would_stumble_over_is_not_sent what_was_read_cannot_be_sent_back_by_mistake",
    ),
    "5.13": ("replacing roles by fewer", WRITES, "replacing_roles_by_fewer_is_refused_although_it_was_done"),
    "5.14": ("a role that is made although it is refused", WRITES, "a_scope_that_is_not_there_is_not_found"),
    "5.15": ("assigning twice", WRITES, "who_has_a_role_already_is_a_conflict_on_one_side_only"),
    "5.16": ("connectors that replace each other", WRITES, "a_connector_of_a_kind_that_is_there_replaces_it"),
    "5.17": (
        "numbers that break the sign-in",
        WRITES,
        "a_number_that_would_break_the_sign_in_experience_is_not_sent",
    ),
    "5.18": ("an active secret made active", WRITES, "a_failure_of_the_server_is_not_repeated"),
    "5.19": ("passwords and digests", WRITES, "a_digest_needs_its_algorithm"),
    "5.20": ("addresses and phone numbers", WRITES, "a_phone_number_is_of_digits_alone"),
    "5.21": ("a wrong password", TOKENS, "a_wrong_password_of_a_user_does_not_cost_the_token"),
    "5.22": ("secrets in answers", WRITES, "secrets_that_come_in_clear_are_not_shown"),
    "5.23": ("keys to come", WRITES, "a_key_that_is_to_come_has_its_moment"),
    "5.24": (
        "keys that are gone",
        TOKENS,
        "one_rotation_of_keys_is_not_noticed a_token_that_is_no_longer_good_is_replaced_and_the_call_replayed",
    ),
    "6.1": (
        "moments",
        WRITES,
        "moments_are_milliseconds_both_ways some_moments_are_seconds_and_some_are_texts",
    ),
    "8.1": ("too many messages", WRITES, "too_many_messages_are_told_soon"),
    "9.1": (
        "the issuer and its endpoints",
        LOGIN,
        "the_endpoints_are_asked_for_once a_provider_that_calls_itself_otherwise_is_not_believed",
    ),
    "9.2": ("the keys", LOGIN, "a_user_logs_in the_keys_may_be_rsa keys_that_are_new_are_fetched"),
    "9.3": (
        "grants, proofs of clients, PKCE, and the issuer in the callback",
        LOGIN,
        "a_client_proves_itself_in_each_way a_login_asks_for_what_is_wanted a_callback_of_another_login_is_refused",
    ),
    "9.4": ("scopes", LOGIN, "a_login_asks_for_what_is_wanted"),
    "9.5": ("claims of each scope", LOGIN, "a_user_logs_in the_userinfo_is_told"),
    "9.6": ("claims in milliseconds, and null", LOGIN, "the_userinfo_is_told"),
    "9.7": (
        "tokens of resources and of organizations",
        LOGIN,
        "a_refresh_token_brings_a_token_for_a_resource a_refresh_token_brings_a_token_for_an_organization what_the_user_may_not_have_is_refused an_opaque_token_can_be_asked_about",
    ),
    "9.8": (
        "refresh tokens",
        LOGIN,
        "consent_is_asked_for_where_a_refresh_token_needs_it a_login_for_a_refresh_token_without_consent_gets_none a_refresh_token_that_is_not_good_is_refused",
    ),
    "9.9": ("exchanged tokens", LOGIN, "a_personal_access_token_is_exchanged a_subject_token_is_exchanged"),
    "9.10": ("signing out", LOGIN, "the_browsers_session_at_logto_is_ended"),
}

ELSEWHERE = {"7.1": "signatures", "7.2": "deliveries", "7.3": "events", "7.4": "events of a hook"}
"""Lines about webhooks: tests/logto/test_logto_webhooks.py."""

SERVER_ALONE = {
    "1.1": "the token endpoint reads JSON too: a form is sent",
    "2.8": "a trailing slash is accepted: none is sent",
    "2.9": "forms have a limit of their own: none are sent to the API",
    "2.10": "bodies of other types are misread: none are sent",
    "4.3": "what makes the links wrong: they are not read",
    "5.20": "how names and addresses are compared: they are sent as given",
    "8.1": "no limit of calls was met, and that of the cloud is not known",
    "9.3": "PAR, the device flow and logging out over the back channel are not offered by this package",
}
"""Parts of lines that say something about the server which no client can do anything about."""

COUNTS = {1: 9, 2: 16, 3: 15, 4: 14, 5: 24, 6: 1, 7: 4, 8: 1, 9: 10}
"""How many lines each section has."""


def test_no_line_is_missing() -> None:
    expected = {f"{section}.{line}" for section, count in COUNTS.items() for line in range(1, count + 1)}
    assert LINES.keys() | ELSEWHERE.keys() == expected
    assert not LINES.keys() & ELSEWHERE.keys()
    assert SERVER_ALONE.keys() <= LINES.keys()
    assert Path(__file__).with_name(f"{WEBHOOKS}.py").exists()


@pytest.mark.parametrize("line", LINES)
def test_each_has_its_tests_in_both_modes(line: str) -> None:
    _, module, names = LINES[line]
    for name in names.split():
        test = getattr(import_module(module), f"test_{name}")
        # `shop` is a client of either mode and its Logto.
        assert not {"mode", "shop"}.isdisjoint(inspect.signature(test).parameters), name
