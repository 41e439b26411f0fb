# Generated from openapi/ and templates/samples/webhook-receiver/python-client.py.jinja: edit there, not here.
"""Receives webhook events on port 3000, or on the port in PORT. AZOTTE_WEBHOOK_SECRET is the endpoint's signing secret."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from azotte import errors, webhooks

SECRET = os.environ["AZOTTE_WEBHOOK_SECRET"]
LARGEST_BODY = 1 << 20


class Receiver(BaseHTTPRequestHandler):
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.send_error(413)
            return
        try:
            event = webhooks.verify(self.rfile.read(int(length)), self.headers, SECRET)
        except (errors.SignatureError, errors.InvalidEventError):
            self.send_error(400)
            return
        handle(event)
        self.send_response(200)
        self.end_headers()


def handle(event: webhooks.Event) -> None:
    # A delivery can be repeated: ignore the IDs of events that you have handled.
    match event.type:
        case "customer.created" | "customer.updated" | "customer.deleted":
            print("customers:", event, flush=True)
        case "payment.succeeded" | "payment.failed" | "payment.refunded" | "payment.disputed":
            print("payments:", event, flush=True)
        case (
            "subscription.created"
            | "subscription.updated"
            | "subscription.renewed"
            | "subscription.cancelled"
            | "subscription.paused"
            | "subscription.resumed"
            | "subscription.trial_ending"
        ):
            print("subscriptions:", event, flush=True)
        case _:
            print("Unknown event:", event.type, flush=True)


with ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Receiver) as server:
    server.serve_forever()
