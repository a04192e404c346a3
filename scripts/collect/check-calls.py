"""Compares the calls of `isola collect --print-calls` with the models of the provider's client, or with a reference.

usage: check-calls.py CALLS [REFERENCE]
"""

import re
import sys

import botocore.session
from botocore import xform_name

calls = {}
for line in open(sys.argv[1], encoding="utf-8"):
    call, actions = line.rstrip("\n").split("\t")
    calls[call] = actions.split()
wrong = []
if len(sys.argv) > 2:
    # Neither of these can be listed: only who started an analysis knows its id.
    cannot = {"networkmanager get-route-analysis"}
    text = open(sys.argv[2], encoding="utf-8").read()
    wanted = {f"{a} {b}" for a, b in re.findall(r"^\| `aws ([a-z0-9-]+) ([a-z0-9-]+)`", text, re.M)}
    wrong += [f"not made: {call}" for call in sorted(wanted - cannot - calls.keys())]
    print(f"{len(wanted)} calls in the reference")
else:
    session = botocore.session.get_session()
    for call, actions in calls.items():
        service, name = call.split()
        try:
            model = session.get_service_model(service)
        except Exception as problem:
            wrong.append(f"{call}: {problem}")
            continue
        names = {xform_name(op).replace("_", "-"): op for op in model.operation_names}
        if name not in names:
            wrong.append(f"{call}: no such operation")
        elif actions != ["apigateway:GET"] and [a.split(":")[1] for a in actions] != [names[name]]:
            wrong.append(f"{call}: {actions} is not the action of {names[name]}")
print("\n".join(wrong))
sys.exit(bool(wrong))
