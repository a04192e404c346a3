"""A provider on this machine: moto, and an empty answer for every operation that it does not have.

usage: cloud.py FOLDER

Listens on a free port of the loopback address and writes the number to FOLDER/port. FOLDER/faults.json, read at every
request, makes it misbehave:
  {"deny": [OPERATION...], "throttle": {OPERATION: TIMES}, "alternate": {OPERATION: [TEXT, OTHER]}}
FOLDER/calls gets a line for every operation, FOLDER/empty one for each operation that moto does not have.
"""

import json
import logging
import os
import re
import sys
import threading
from urllib.parse import parse_qs

import botocore.session
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

FOLDER = sys.argv[1]
SESSION = botocore.session.get_session()
LOCK = threading.Lock()
COUNTS = {}
MODELS = {}
# Objects that every account has, where moto has none.
OBJECTS = {
    "VpcBlockPublicAccessOptions": {
        "InternetGatewayBlockMode": "off",
        "State": "default-state",
    }
}
# What moto answers with the objects of another operation.
WRONG = {"DescribeTransitGatewayPeeringAttachments"}
# The name that a request is signed for -> the models it may belong to.
SERVICES = {
    "apigateway": ["apigateway", "apigatewayv2"],
    "elasticloadbalancing": ["elbv2", "elb"],
}


def model(service):
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service]


def operation(environ, body):
    """The service model and the operation of a request; none where it is not signed."""
    signed = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    if not signed:
        return None, None
    target = environ.get("HTTP_X_AMZ_TARGET", "").split(".")[-1]
    form = parse_qs(body.decode("utf-8", "replace"))
    _, marked, named = environ["PATH_INFO"].rpartition("/operation/")
    named = named if marked else ""
    for name in SERVICES.get(signed[1], [signed[1]]):
        try:
            service = model(name)
        except Exception:
            continue
        action = target or form.get("Action", [""])[0] or named
        if action:
            version = form.get("Version", [service.api_version])[0]
            if action in service.operation_names and version == service.api_version:
                return service, service.operation_model(action)
            continue
        for candidate in service.operation_names:
            http = service.operation_model(candidate).http
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", http["requestUri"].split("?")[0])
            if http["method"] == environ["REQUEST_METHOD"] and re.fullmatch(
                pattern + "/?", environ["PATH_INFO"]
            ):
                return service, service.operation_model(candidate)
    return None, None


def nothing(service, op):
    """A valid answer in which every list is empty."""
    members = op.output_shape.members if op.output_shape else {}
    lists = {
        shape.serialization.get("name", key): []
        for key, shape in members.items()
        if shape.type_name == "list"
    }
    protocol = service.resolved_protocol
    if protocol in ("json", "rest-json"):
        return "application/json", json.dumps(lists).encode()
    if protocol == "smithy-rpc-v2-cbor":
        text = b"".join(bytes([0x60 + len(key)]) + key.encode() + b"\x80" for key in lists)
        return "application/cbor", bytes([0xA0 + len(lists)]) + text

    def xml(members):
        text = ""
        for key, shape in members.items():
            tag = shape.serialization.get("name", key)
            if shape.type_name == "list":
                text += f"<{tag}></{tag}>"
            elif key in OBJECTS:
                inner = "".join(
                    f"<{shape.members[k].serialization.get('name', k)}>{v}</{shape.members[k].serialization.get('name', k)}>"
                    for k, v in OBJECTS[key].items()
                )
                text += f"<{tag}>{inner}</{tag}>"
        return text

    if protocol == "rest-xml":
        key = op.output_shape.serialization.get("payload") or next(iter(members))
        fixed = "<IsTruncated>false</IsTruncated><Quantity>0</Quantity>"
        return "text/xml", f"<{key}>{fixed}{xml(members[key].members)}</{key}>".encode()
    return "text/xml", f"<{op.name}Response>{xml(members)}</{op.name}Response>".encode()


def refusal(code, message):
    return (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        "<RequestID>11111111-2222-3333-4444-555555555555</RequestID></Response>"
    ).encode()


def append(name, text):
    with LOCK, open(os.path.join(FOLDER, name), "a", encoding="utf-8") as file:
        file.write(text + "\n")


def counted(kind, name, faults):
    """How often an operation met a fault of this kind, counting this time."""
    if name not in faults.get(kind, {}):
        return 1
    with LOCK:
        COUNTS[kind, name] = COUNTS.get((kind, name), 0) + 1
        return COUNTS[kind, name]


class Cloud:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def faults(self):
        try:
            with open(os.path.join(FOLDER, "faults.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def __call__(self, environ, start_response):
        import io

        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        service, op = operation(environ, body)
        if op is None:
            return self.moto(environ, start_response)
        append("calls", op.name)
        faults = self.faults()

        def answer(status, kind, data):
            headers = [("Content-Type", kind), ("Content-Length", str(len(data)))]
            if kind == "application/cbor":
                headers.append(("smithy-protocol", "rpc-v2-cbor"))
            start_response(status, headers)
            return [data]

        if op.name in faults.get("deny", []):
            return answer(
                "403 Forbidden", "text/xml", refusal("UnauthorizedOperation", "You are not authorized.")
            )
        if counted("throttle", op.name, faults) <= faults.get("throttle", {}).get(op.name, 0):
            return answer(
                "503 Unavailable", "text/xml", refusal("RequestLimitExceeded", "Request limit exceeded.")
            )
        captured = {}

        def capture(status, headers, exc_info=None):
            captured["status"], captured["headers"] = status, headers

        try:
            data = b"".join(self.moto(environ, capture))
        except Exception as problem:  # what moto does not have ends in all kinds of ways
            append("problems", f"{op.name}: {problem!r}"[:200])
            data, captured = b"", {"status": "500", "headers": []}
        isMissing = captured["status"][:3] in ("404", "500", "501") and op.name.startswith(
            ("Describe", "List", "Get")
        )
        if isMissing or op.name in WRONG:
            append("empty", op.name)
            return answer("200 OK", *nothing(service, op))
        pair = faults.get("alternate", {}).get(op.name)
        if pair and counted("alternate", op.name, faults) % 2:
            data = data.replace(pair[0].encode(), pair[1].encode())
        headers = [(k, v) for k, v in captured["headers"] if k.lower() != "content-length"]
        start_response(captured["status"], headers + [("Content-Length", str(len(data)))])
        return [data]


logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, Cloud(), threaded=True)
with open(os.path.join(FOLDER, "port.part"), "w", encoding="utf-8") as file:
    file.write(str(server.server_port))
os.rename(os.path.join(FOLDER, "port.part"), os.path.join(FOLDER, "port"))
server.serve_forever()
