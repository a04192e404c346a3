"""The prompt through a real pseudo-terminal: editing, history, completion, interrupts.

usage: session.py ISOLA NETWORK LARGE-NETWORK
"""
import os
import pty
import re
import select
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time
import fcntl

isola, network, large = sys.argv[1:4]
failures = []
passed = 0


def check(name, condition, detail=""):
    global passed
    if condition:
        passed += 1
    else:
        failures.append(name)
        print(f"failed: {name}\n  {detail[-1500:]!r}")


class Terminal:
    """One run of the command with a terminal of its own."""

    def __init__(self, arguments, environment, columns=100):
        self.output = ""
        self.seen = 0
        pid, self.descriptor = pty.fork()
        if pid == 0:
            os.environ.clear()
            os.environ.update(environment)
            os.chdir("."); os.execv(isola, [isola, *arguments])
        self.pid = pid
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def send(self, text):
        os.write(self.descriptor, text.encode())

    def read(self, timeout):
        ready, _, _ = select.select([self.descriptor], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:
            return False
        self.output += data.decode("utf-8", "replace")
        return bool(data)

    def expect(self, pattern, timeout=30):
        """Waits for new output that matches; what was printed until then, or nothing."""
        end = time.monotonic() + timeout
        while True:
            found = re.search(pattern, self.output[self.seen :])
            if found:
                text = self.output[self.seen : self.seen + found.end()]
                self.seen += found.end()
                return text
            left = end - time.monotonic()
            if left <= 0 or not self.read(left):
                if time.monotonic() >= end or not self.alive():
                    return None

    def alive(self):
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)

    def status(self, timeout=10):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self.read(0.05)
        return None

    def quiet(self, seconds=0.4):
        """Reads until nothing comes for a while; everything that is new. A Ctrl-D that comes before the editor has the
        terminal is the terminal's own."""
        while self.read(seconds):
            pass
        text = self.output[self.seen :]
        self.seen = len(self.output)
        return text


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\r", "", text or "")


home = tempfile.mkdtemp()
history = os.path.join(home, "history")
environment = {
    "TERM": "xterm-256color", "HOME": home, "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"],
    "ISOLA_HISTORY": history,
}
prompt = r"isola> "

# A session: greeting, question, continuation, mistakes, completion, modes.
one = Terminal(["repl", "--network", network], environment)
greeting = plain(one.expect(prompt))
check("greeting names the network", network in greeting and "2 VPCs" in greeting, greeting)
check("greeting has a fingerprint", re.search(r"\[[0-9a-f]{16}\]", greeting), greeting)

one.send('let web = instances where tag.Tier == "web"\r')
check("let", "web is declared" in plain(one.expect(r"declared.*\n")))
one.expect(prompt)
one.send("reach internet ->\r")
check("a statement goes on", one.expect(r"\.\.\.> "), one.output)
one.send("web on tcp/22\r")
answer = plain(one.expect(prompt, 60))
check("an answer", "reachable" in answer and "sgr-" in answer, answer)
check("colours on a terminal", "\x1b[1m" in one.output, one.output)

one.send("rech internet -> web\r")
answer = plain(one.expect(prompt))
check("a mistake has a place", "<prompt>:1:1: error[PS027]" in answer, answer)
check("did you mean", "did you mean `reach`?" in answer, answer)

one.send("reach i-af2cc\t")
time.sleep(0.5)
one.send("-> web on tcp/22\r")
answer = plain(one.expect(prompt, 60))
check("completion of an id", "i-af2cc4cfcd65a3606" in answer and "reachable" in answer, answer)

one.send("reach i-\t\t")
shown = plain(one.quiet())
check("completions have kinds", "instance web-1" in shown, shown)
one.send("\x03")
one.expect(prompt)
one.send('let x = instances where tag.Tier == "d\t')
shown = plain(one.quiet())
check("completion of a tag value", '"db"' in shown, shown)
one.send("\x03")
check("Ctrl-C forgets the line", one.expect(prompt), one.output)

# The arrow brings the whole statement back, with its lines.
one.send("\x1b[A\x1b[A\x1b[A")
one.quiet()
one.send("\x03")
one.expect(prompt)
one.send("\x12web on\x12")
one.quiet()
one.send("\r")
answer = plain(one.expect(prompt, 60))
check("Ctrl-R finds the whole statement", "arrives, from" in answer, answer)

for mode, sign in [
    ("json", '"schema": "isola.query/1"'), ("ndjson", '{"schema": "isola.query/1"'),
    ("csv", "question,answer,packet,stopped by"), ("markdown", "| question | answer |"), ("table", "────"),
    ("dot", "digraph answer {"), ("svg", "<svg xmlns="), ("smt2", "(check-sat)"),
]:
    one.send(f".mode {mode}\r")
    one.expect(prompt)
    one.send("reach internet -> web on tcp/22\r")
    answer = plain(one.expect(prompt + "$", 60))
    check(f"mode {mode}", sign in answer, answer)
one.send(".mode text\r")
one.expect(prompt)

# A copy of the network with a change, and what would have to change.
one.send("with sg-aaab9ec21c01327c3 allowing tcp/23 from 10.0.0.0/8 : reach 10.0.10.21 -> 10.0.1.12 on tcp/23\r")
answer = plain(one.expect(prompt + "$", 60))
check("a hypothetical", "In a copy of the network with 1 change:" in answer and "\nreachable" in answer.replace("\r", ""), answer)
one.send("reach 10.0.10.21 -> 10.0.1.12 on tcp/23\r")
answer = plain(one.expect(prompt + "$", 60))
check("nothing of it stays", "unreachable" in answer, answer)
one.send("fix reach 10.0.1.12 -> 10.0.21.32 on tcp/5432\r")
answer = plain(one.expect(prompt + "$", 60))
check("a fix", "fix 1 (cost" in answer and "aws ec2 create-network-acl-entry" in answer and "aws_network_acl_rule" in answer, answer)
one.send("with sg-1 allow\t")
shown = plain(one.quiet())
check("completion of words of edits", "allowing" in shown, shown)
one.send("\x03")
one.expect(prompt)
one.quiet()
one.send("\x04")
check("Ctrl-D leaves", one.status() == 0, one.output)
check("the history is private", stat.S_IMODE(os.stat(history).st_mode) == 0o600)
check("the history holds whole statements", r"reach\040internet\040->\012web\040on\040tcp/22" in open(history).read(),
      open(history).read())

# A second session has the history of the first.
two = Terminal(["repl", "--network", network], environment)
two.expect(prompt)
two.send("\x1b[A\x1b[A")
shown = plain(two.quiet())
check("history of the last session", "-> 10.0.1.12 on tcp/23" in shown, shown)
two.send("\x03")
two.expect(prompt)
two.send(".quit\r")
check(".quit leaves", two.status() == 0, two.output)

# No colours, and a terminal that cannot do anything.
three = Terminal(["repl", "--network", network], {**environment, "NO_COLOR": "1"})
three.expect(prompt)
three.send("reach internet -> i-d8faaccd63a2e3624 on tcp/22\r")
answer = three.expect(r"gets back", 60)
check("NO_COLOR", answer and "\x1b[1" not in answer, answer or three.output)
three.quiet()
three.send("\x04")
check("three leaves", three.status() == 0)
four = Terminal(["repl", "--network", network], {**environment, "TERM": "dumb"})
four.expect(prompt)
four.send("reach internet -> i-d8faaccd63a2e3624 on tcp/22\n")
answer = four.expect(r"gets back", 60)
check("a dumb terminal", answer and "reachable" in answer, answer or four.output)
four.quiet()
four.send("\x04")
check("a dumb terminal ends", four.status() == 0, four.output)

# Watching a folder: the answer comes again when a file changes, and Ctrl-C ends it.
copy = os.path.join(home, "network")
shutil.copytree(network, copy)
six = Terminal(["repl", "--network", copy], environment)
six.expect(prompt)
six.send(".watch reach internet -> 10.0.1.12 on tcp/22\r")
check("watch answers", six.expect("reachable"), six.output)
six.quiet()
for folder, _, files in os.walk(copy):
    for name in files:
        if name.startswith("ec2-describe-security-group"):
            path = os.path.join(folder, name)
            text = open(path).read().replace('"ToPort": 22', '"ToPort": 21').replace('"FromPort": 22', '"FromPort": 21')
            open(path, "w").write(text)
check("watch sees the change", six.expect("the network changed"), six.output)
check("watch asks again", six.expect("unreachable"), six.output)
six.quiet()
six.send("\x03")
check("Ctrl-C ends watching", six.expect(prompt), six.output)

# Names that would steer the terminal.
for folder, _, files in os.walk(copy):
    for name in files:
        if name == "ec2-describe-instances.json":
            path = os.path.join(folder, name)
            open(path, "a").close()
            text = open(path).read().replace('"web-2"', '"web\\u001b]0;owned\\u0007\\u001b[2J"')
            open(path, "w").write(text)
six.send(".reload\r")
six.expect(prompt)
six.quiet()
for command in [".resources instance", ".mode csv", ".resources instance", ".mode text", "reach internet -> 10.0.1.12 on tcp/443"]:
    six.send(command + "\r")
    six.expect(prompt + "$", 60)
six.send("reach i-\t\t")
six.quiet()
check("hostile names are shown", "owned" in six.output, six.output)
check("and do nothing", "\x1b]0;owned" not in six.output and "\x1b[2J" not in six.output, six.output)
six.send("\x03")
six.expect(prompt)
six.send(".quit\r")
check("six leaves", six.status() == 0, six.output)

# Long questions end with Ctrl-C, each time, and the session goes on.
if large != "-":
    five = Terminal(["repl", "--network", large], environment)
    check("a large network", five.expect(prompt, 120), five.output)
    for round in range(3):
        five.send("what does 10.0.0.0/8 reach\r")
        time.sleep(1.5 + round)
        five.send("\x03")
        started = time.monotonic()
        text = five.expect(prompt, 30)
        took = time.monotonic() - started
        check(f"interrupt {round + 1}", text and "interrupted" in text, text or five.output)
        check(f"interrupt {round + 1} is quick", took < 5, f"{took:.1f} s")
    five.send(".help modes\r")
    check("the session goes on", five.expect("ndjson"), five.output)
    five.quiet()
    five.send("\x04")
    check("it leaves", five.status() == 0)

print(f"prompt: {passed} passed, {len(failures)} failed")
sys.exit(bool(failures))
