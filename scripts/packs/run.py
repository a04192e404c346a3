"""Runs all packs over networks. Usage: run.py ISOLA NETWORK... The last one is a folder of corpora, which may be missing."""
import glob
import json
import os
import subprocess
import sys

TIMEOUT = 300


def packs():
    return sorted(os.path.basename(path)[:-6] for path in glob.glob("Specs/Packs/*.isola"))


def corpora(folder):
    """Folders and files of a corpus that may be a network; the program says which are."""
    for corpus in sorted(glob.glob(os.path.join(folder, "*", ""))):
        yield corpus
        for below in sorted(glob.glob(os.path.join(corpus, "**", ""), recursive=True)):
            if below != corpus and any(name.endswith(".json") for name in os.listdir(below)):
                yield below
        for file in sorted(glob.glob(os.path.join(corpus, "*.json"))):
            yield file


def judge(isola, network):
    arguments = [isola, "check", "--network", network, "--format", "json", "--no-config"]
    for pack in packs():
        arguments += ["--pack", pack]
    done = subprocess.run(["nice"] + arguments, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode == 2:
        return "refused", {}
    if done.returncode not in (0, 1, 3):
        return f"failed with {done.returncode}: {done.stderr[-400:]}", {}
    counts = {}
    for policy in json.loads(done.stdout)["policies"]:
        counts[policy["verdict"]] = counts.get(policy["verdict"], 0) + 1
        if policy["verdict"] == "violated" and not (policy["witness"] and policy["witness"]["forward"]):
            return f"`{policy['name']}` is violated without a packet", counts
    return None, counts


def main():
    isola, *networks = sys.argv[1:]
    folder = networks.pop()
    if os.path.isdir(folder):
        networks += list(corpora(folder))
    else:
        print("corpora: skipped, they are not at hand")
    judged, refused, wrong, totals = 0, 0, 0, {}
    for network in networks:
        try:
            problem, counts = judge(isola, network)
        except subprocess.TimeoutExpired:
            problem, counts = f"no end after {TIMEOUT} s", {}
        if problem == "refused":
            refused += 1
            continue
        if problem:
            wrong += 1
            print(f"failed: {network}: {problem}")
            continue
        judged += 1
        for verdict, count in counts.items():
            totals[verdict] = totals.get(verdict, 0) + count
    print(f"{judged} networks judged by {len(packs())} packs, {refused} inputs are no networks, {wrong} failed: "
          + ", ".join(f"{totals[verdict]} {verdict}" for verdict in sorted(totals)))
    sys.exit(1 if wrong or not judged else 0)


main()
