"""First steps of an integrator with a client generated from the description: signs in, finds people, sends a commendation, reads it
and its PDF, and gets an error that says what is wrong. Run by check.py, in the folder of the client.
"""

import sys
from http import HTTPStatus

sys.path.insert(0, ".")

from client import AuthenticatedClient, Client
from client.api.commendations import (
    get_commendation,
    get_letter,
    list_commendations,
    preview_commendation,
    send_commendation,
    withdraw_commendation,
)
from client.api.people import find_people, get_chain
from client.api.sign_in import get_me, sign_in
from client.models import ListCommendationsRole, Problem, ReadableView, RecordView, SendBody, Sent, SignIn, Tokens, WithdrawalBody


def signed_in(url, email, password):
    tokens = sign_in.sync(client=Client(base_url=url), body=SignIn(email=email, password=password))
    assert isinstance(tokens, Tokens), tokens
    return AuthenticatedClient(base_url=url, token=tokens.access_token)


def main(url, banker, helping, hr, password):
    client = signed_in(url, banker, password)
    me = get_me.sync(client=client)
    assert me.person.email == banker, me
    people = find_people.sync(client=client, q=helping, limit=5)
    helper = next(person for person in people.items if person.email == helping)
    chain = get_chain.sync(helper.id, client=client)
    assert all(above.reason in {"primary", "acting", "next_active_above"} for above in chain.items), chain

    order = SendBody(helper_ids=[helper.id], cover_note="Thank you for staying late.", strengths=["fast"])
    preview = preview_commendation.sync(client=client, body=order)
    sent = send_commendation.sync(client=client, body=order, idempotency_key="integrator-1")
    assert isinstance(sent, Sent), sent
    assert len(sent.deliveries) == len(preview.deliveries)
    again = send_commendation.sync_detailed(client=client, body=order, idempotency_key="integrator-1")
    assert again.parsed.id == sent.id and again.headers["Idempotency-Replayed"] == "true", again

    read = get_commendation.sync(sent.id, client=client)
    assert isinstance(read, ReadableView) and read.cover_note == order.cover_note, read
    assert sent.id in [item.id for item in list_commendations.sync(client=client, role=ListCommendationsRole.SENT).items]
    letter = get_letter.sync_detailed(sent.id, client=client)
    assert letter.parsed.payload.read(5) == b"%PDF-", letter
    known = get_letter.sync_detailed(sent.id, client=client, if_none_match=letter.headers["ETag"])
    assert known.status_code == HTTPStatus.NOT_MODIFIED, known

    refused = send_commendation.sync(client=client, body=SendBody(helper_ids=[me.person.id]))
    assert isinstance(refused, Problem) and refused.status == 422, refused
    assert "/helper_ids/0" in [error.pointer for error in refused.errors], refused
    nobody = get_me.sync(client=AuthenticatedClient(base_url=url, token="nonsense"))
    assert isinstance(nobody, Problem) and nobody.code == "invalid_token", nobody

    withdrawn = withdraw_commendation.sync(
        sent.id, client=client, body=WithdrawalBody(reason="Sent to try the API."), idempotency_key="integrator-2"
    )
    assert withdrawn.state == "withdrawn", withdrawn
    bare = get_commendation.sync(sent.id, client=signed_in(url, helping, password))
    assert isinstance(bare, RecordView), bare
    assert get_commendation.sync(sent.id, client=signed_in(url, hr, password)).state == "withdrawn"
    print("a generated client sends a letter, reads it and its PDF, and takes it back")


main(*sys.argv[1:])
