"""A conversation of the official client with `isola mcp`, in both eras of the protocol.

usage: conversation.py ISOLA NETWORK
"""
import asyncio
import json
import subprocess
import sys

import jsonschema
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client

isola, network = sys.argv[1:3]
passed = 0
failures = []


def check(name, condition, detail=""):
    global passed
    if condition:
        passed += 1
    else:
        failures.append(name)
        print(f"failed: {name}\n  {str(detail)[:1500]}")


async def converse(mode):
    server = StdioServerParameters(command=isola, args=["mcp", "--network", network])
    async with Client(stdio_client(server), mode=mode) as client:
        tools = (await client.list_tools()).tools
        names = [tool.name for tool in tools]
        check(f"{mode}: tools", names == ["check", "query", "why", "fix", "diff", "trace", "inspect"], names)
        schemas = {tool.name: tool.output_schema for tool in tools}
        for tool in tools:
            check(f"{mode}: {tool.name} only reads", tool.annotations.read_only_hint is True)
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)

        async def call(name, status, **arguments):
            result = await client.call_tool(name, arguments)
            check(f"{mode}: {name} answers", not result.is_error, result)
            value = result.structured_content
            if value is None:
                return {}
            jsonschema.validate(value, schemas[name])
            check(f"{mode}: {name} says {status}", value["status"] == status, value)
            check(f"{mode}: {name} as text", json.loads(result.content[0].text) == value)
            return value["result"]

        found = await call("query", "answered", question="reach internet -> 198.51.100.12 on tcp/22")
        check(f"{mode}: a packet", found["witness"]["packet"]["destinationPort"] == 22, found)
        found = await call("query", "unknown", question="reach 10.0.10.21 -> 172.16.0.1 on tcp/22")
        check(f"{mode}: what is missing", found["unknowns"], found)
        found = await call("query", "violated", question="forbid internet -> 198.51.100.12 on tcp/22")
        check(f"{mode}: a claim", found["summary"]["violated"] == 1, found)
        found = await call("query", "answered", question="show flows internet -> i-d8faaccd63a2e3624")
        check(f"{mode}: flows", found["flows"], found)
        found = await call("why", "answered", question="i-d8faaccd63a2e3624 -> i-0fba777e3d52dd70f on tcp/5432")
        check(f"{mode}: blockers", len(found["blockerSets"][0]["blockers"]) == 3, found)
        found = await call("fix", "answered", question="i-d8faaccd63a2e3624 -> i-0fba777e3d52dd70f on tcp/5432")
        check(f"{mode}: a fix", found["answer"] == "fixable" and found["fixes"][0]["commands"], found)
        found = await call(
            "diff", "unknown", changes="without sg-aaab9ec21c01327c3 allowing tcp/22 from 0.0.0.0/0")
        check(f"{mode}: a change", found["summary"]["closedPairs"] > 0, found)
        found = await call(
            "check", "violated",
            policies='set web = instances where tag.Tier == "web"\npolicy "p" { forbid internet -> web on tcp/22 }')
        check(f"{mode}: a verdict", found["policies"][0]["verdict"] == "violated", found)
        found = await call("trace", "answered", **{"from": "internet", "to": "198.51.100.12", "port": 22})
        check(f"{mode}: a trace", found["disposition"] == "delivered", found)
        await call("inspect", "answered")

        for arguments in [
            {"question": "rech internet -> 198.51.100.12"}, {"question": "let x = internet"},
            {"question": ".save /tmp/nothing"}, {"question": 1}, {}, {"question": "reach a -> b", "more": "1"},
        ]:
            result = await client.call_tool("query", arguments)
            check(f"{mode}: {arguments} is a mistake", result.is_error, result)
        result = await client.call_tool("query", {"question": "rech internet -> 198.51.100.12"})
        check(f"{mode}: did you mean", "did you mean `reach`?" in result.content[0].text, result)
        found = await call("query", "answered", question="reach internet -> 198.51.100.12 on tcp/443")


def raw(*messages):
    text = "".join(json.dumps(m) + "\n" if not isinstance(m, str) else m + "\n" for m in messages)
    run = subprocess.run(
        [isola, "mcp", "--network", network], input=text, capture_output=True, text=True, timeout=60)
    check("the server ends with its input", run.returncode == 0, run)
    return [json.loads(line) for line in run.stdout.splitlines()]


def messages():
    modern = {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}
    future = {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    answers = raw(
        "no json", "[]", {"jsonrpc": "2.0", "id": 1, "method": "nothing"},
        {"jsonrpc": "2.0", "id": "a", "method": "tools/list", "params": {"_meta": future}},
        {"jsonrpc": "2.0", "method": "notifications/cancelled"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "change"}},
        {"jsonrpc": "2.0", "id": 3, "method": "initialize", "params": {"protocolVersion": "2024-11-05"}},
        {"jsonrpc": "2.0", "id": 4, "method": "initialize", "params": {"protocolVersion": "1999-01-01"}},
        {"jsonrpc": "2.0", "id": 5, "method": "server/discover", "params": {"_meta": modern}},
        {"jsonrpc": "2.0", "id": 6, "method": "ping"})
    codes = [answer.get("error", {}).get("code") for answer in answers]
    check("codes of mistakes", codes == [-32700, -32600, -32601, -32022, -32602, None, None, None, None], codes)
    versions = [answers[5]["result"]["protocolVersion"], answers[6]["result"]["protocolVersion"]]
    check("versions", versions == ["2024-11-05", "2025-11-25"], versions)
    check("discovery", "2026-07-28" in answers[7]["result"]["supportedVersions"], answers[7])
    check("ids come back", [a.get("id") for a in answers] == [None, None, 1, "a", 2, 3, 4, 5, 6], answers)


def lines():
    requests = [
        {"id": 1, "tool": "query", "arguments": {"question": "reach internet -> 198.51.100.12 on tcp/22"}},
        {"id": "two", "tool": "inspect"}, {"id": 3, "tool": "change"}, "{",
    ]
    text = "".join(json.dumps(r) + "\n" if not isinstance(r, str) else r + "\n" for r in requests)
    run = subprocess.run(
        [isola, "serve", "--stdio", "--network", network], input=text, capture_output=True, text=True, timeout=60)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    check("serve: ids", [a["id"] for a in answers] == [1, "two", 3, None], answers)
    check("serve: an answer", answers[0]["answer"]["result"]["answer"] == "reachable", answers)
    check("serve: mistakes", "error" in answers[2] and "error" in answers[3], answers)


for mode in ["legacy", "auto", "2026-07-28"]:
    asyncio.run(converse(mode))
messages()
lines()
print(f"mcp: {passed} passed, {len(failures)} failed")
sys.exit(bool(failures))
