// The demo as a process, and a browser. The tests and the pictures of the help begin with them.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const BINARY = process.env.COMMEND_BINARY ?? new URL("../target/debug/commend", import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const CHROMIUM_OPTIONS = {
  executablePath: CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

/// The people whom the tour signs in, by their place in its list.
export const PLACES = { banker: 0, helper: 1, supervisor: 2, bankerSupervisor: 3, hr: 4, auditor: 5, admin: 6 };

/// Starts a demo in a folder of its own, and a browser; `stop` ends both.
export async function start(args = []) {
  const folder = await mkdtemp(join(tmpdir(), "commend-e2e-"));
  const data = join(folder, "data");
  const service = spawn(BINARY, ["demo", "--port", "0", ...args], { cwd: folder, env: { ...process.env, COMMEND_DATA_DIR: data, RUST_LOG: "warn" } });
  const { base, addresses } = await started(service);
  const browser = await chromium.launch(CHROMIUM_OPTIONS);
  const stop = async () => {
    await browser.close();
    const ended = new Promise((done) => service.once("exit", done));
    service.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { base, addresses, browser, data, stop };
}

function started(service) {
  return new Promise((found, failed) => {
    let said = "";
    const hear = (piece) => {
      said += piece;
      const line = said.match(/Begin here: (http:\S+?)demo\s[^]*Stop it with/);
      // One line for each person, in the order of the tour.
      if (line) found({ base: line[1], addresses: said.match(/(?<=^ {4})\S+@\S+(?= {2,})/gm) });
    };
    service.stdout.on("data", hear);
    service.stderr.on("data", (piece) => { said += piece; });
    service.once("exit", (code) => failed(new Error(`the demo ended with ${code}: ${said}`)));
    service.once("error", failed);
  });
}
