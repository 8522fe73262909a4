"""Checks the API's description from outside, with a running demo: by a validator, by random requests, and by a client that is generated
from the description and calls the API as an integrator would. Run by ./check:

    python tests/api/check.py target/debug/commend target/check/api-run [SEED [EXAMPLES]]
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import openapi_spec_validator

HERE = Path(__file__).parent
PASSWORD = "tall heron on a quiet ladder"
# These operations would end the session that the run uses.
LEFT_OUT = ["sign_out", "end_session"]


class Demo:
    """A running demo with its own port and folder."""

    def __init__(self, binary, folder):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMEND_")}
        environment |= {"COMMEND_DATA_DIR": str(folder / "data"), "RUST_LOG": "warn"}
        environment.pop("DATABASE_URL", None)
        self.log = (folder / "demo.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [binary, "demo", "--port", "0"], cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=self.log
        )
        self.emails, self.url = {}, None
        for line in self.process.stdout:
            if found := re.search(r"address\s+(http://\S+)/", line):
                self.url = found.group(1)
            if found := re.search(r"(\S+@\S+)\s+(Banker|Helper|HR|Auditor|Administrator):", line):
                self.emails.setdefault(found.group(2), found.group(1))
            if "Stop it" in line:
                break
        if not self.url:
            sys.exit("the demo did not start; see " + self.log.name)
        # Reads on, so that the demo does not block on a full pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()

    def token(self, who):
        body = json.dumps({"email": self.emails[who], "password": PASSWORD}).encode()
        request = urllib.request.Request(self.url + "/api/v1/tokens", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["access_token"]


def random_requests(demo, folder, who, seed, examples):
    """Sends valid and invalid requests derived from the description; every answer has to match it."""
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "--config-file", str(HERE / "schemathesis.toml"),
        "run", str(folder / "openapi.json"), "--url", demo.url,
        "--header", f"Authorization: Bearer {demo.token(who)}",
        "--seed", str(seed), "--max-examples", str(examples),
        "--generation-database", "none", "--no-color", "--warnings", "off",
    ]
    for name in LEFT_OUT:
        command += ["--exclude-operation-id", name]
    print(f"requests at random as {who}, seed {seed}", flush=True)
    # Run in `folder`, because schemathesis leaves a folder of its own where it runs.
    ran = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if ran.returncode:
        sys.exit(ran.stdout)
    print("\n".join(ran.stdout.strip().splitlines()[-4:]))


def generated_client(demo, folder):
    """Generates a client and runs integrator.py with it."""
    client = folder / "client"
    command = [
        str(Path(sys.executable).parent / "openapi-python-client"), "generate",
        "--path", str(folder / "openapi.json"), "--config", str(HERE / "client.yaml"),
        "--meta", "none", "--output-path", str(client), "--overwrite", "--fail-on-warning",
    ]
    made = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        sys.exit(made.stdout)
    subprocess.run(
        [sys.executable, str(HERE / "integrator.py"), demo.url, demo.emails["Banker"], demo.emails["Helper"], demo.emails["HR"], PASSWORD],
        cwd=folder, check=True,
    )


def main(binary, folder, seed="1", examples="5"):
    binary, folder = Path(binary).resolve(), Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Demo(binary, folder) as demo:
        with urllib.request.urlopen(demo.url + "/api/openapi.json") as answer:
            document = json.load(answer)
        try:
            openapi_spec_validator.validate(document)
        except Exception as error:  # its message contains the whole document
            sys.exit(f"the description is not valid: {str(error)[:1000]}")
        (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
        print(f"the description of {sum(len(item) for item in document['paths'].values())} calls is valid", flush=True)
        generated_client(demo, folder)
        for who in ("Banker", "HR", "Auditor", "Administrator"):
            random_requests(demo, folder, who, seed, examples)


if __name__ == "__main__":
    main(*sys.argv[1:])
