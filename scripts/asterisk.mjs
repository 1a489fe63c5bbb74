// Finds a real Asterisk for the tests of telephone calls, or unpacks a private one below .cache/.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CACHE, say, which } from "./lib.mjs";

const HOME = path.join(CACHE, "asterisk");
const DEBS = path.join(HOME, "debs");
const FILES = path.join(HOME, "root");
const READY = path.join(HOME, "ready");
/** Debian 12 has no Asterisk. Its later releases have one, on the same mirrors. */
const SUITE = "forky";
const PACKAGES = ["asterisk", "asterisk-moh-opsound-gsm", "sip-tester"];
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** Raised when what is unpacked, or how, changes. */
const LAYOUT = "2";

/** What the tests cannot show where there is no Asterisk. */
const NOT_PROVEN =
  "NOT PROVEN BY THIS RUN: telephone calls through Asterisk (no *.voice.test.ts ran). They need Debian on x64 or arm64.";

/**
 * A private Asterisk of a later Debian release: its packages and all that they need are unpacked into a folder, and it runs by its own
 * loader, so neither the installation nor the server needs root or changes the system.
 * @returns the program with the arguments that start it, where its modules and data are, and the same for SIPp, which places many
 * calls at once; null where there is no Debian
 * @throws Error with the reason when it cannot be had on Debian
 */
export function findAsterisk() {
  if (!isDebian()) {
    say(NOT_PROVEN);
    return null;
  }
  if (!existsSync(READY) || readFileSync(READY, "utf8") !== LAYOUT) install();
  const loader = findLoader();
  const libraries = path.dirname(loader);
  const runs = (file) => ({ program: loader, args: ["--library-path", libraries, path.join(FILES, file)] });
  return {
    ...runs("usr/sbin/asterisk"),
    sipp: runs("usr/bin/sipp"),
    modules: path.join(libraries, "asterisk/modules"),
    data: path.join(FILES, "usr/share/asterisk"),
  };
}

const isDebian = () =>
  existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8")) && which("apt-get");

function install() {
  say("Unpacking an Asterisk for the tests of telephone calls (80 MB, the first time only) ...");
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(path.join(DEBS, "partial"), { recursive: true });
  download();
  for (const dir of ["bin", "sbin", "lib", "lib64"]) {
    mkdirSync(path.join(FILES, "usr", dir), { recursive: true });
    symlinkSync(path.join("usr", dir), path.join(FILES, dir));
  }
  for (const name of readdirSync(DEBS).filter((file) => file.endsWith(".deb")))
    must("a package cannot be unpacked", "dpkg-deb", ["-x", path.join(DEBS, name), FILES]);
  // Made by a script of the package, which does not run here. Without it every prompt fails.
  const sounds = path.join(FILES, "usr/share/asterisk/sounds");
  const [english] = readdirSync(sounds).filter((name) => /^en_US_/.test(name));
  if (english && !existsSync(path.join(sounds, "en"))) symlinkSync(english, path.join(sounds, "en"));
  for (const unused of ["doc", "man", "locale", "perl", "perl5"])
    rmSync(path.join(FILES, "usr/share", unused), { recursive: true, force: true });
  rmSync(DEBS, { recursive: true, force: true });
  writeFileSync(READY, LAYOUT);
}

/** Resolves and downloads everything with a package state of its own: nothing of the system's counts as installed. */
function download() {
  const state = path.join(HOME, "apt");
  mkdirSync(path.join(state, "lists/partial"), { recursive: true });
  writeFileSync(path.join(state, "status"), "");
  writeFileSync(path.join(state, "sources.list"), `deb [signed-by=${KEYRING}] ${mirror()} ${SUITE} main\n`);
  const options = {
    "Dir::Etc::sourcelist": path.join(state, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State": state,
    "Dir::State::status": path.join(state, "status"),
    "Dir::Cache": state,
    "Dir::Cache::archives": DEBS,
    "Debug::NoLocking": "1",
    "APT::Install-Recommends": "0",
    "APT::Sandbox::User": "root",
    "Acquire::Retries": "3",
    "Acquire::Languages": "none",
  };
  const apt = ["-qq", ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])];
  must(`the package list of ${SUITE} cannot be read`, "apt-get", [...apt, "update"]);
  must("Asterisk cannot be downloaded", "apt-get", [...apt, "install", "-y", "--download-only", ...PACKAGES]);
  rmSync(state, { recursive: true, force: true });
}

/** The mirror that this system takes its own release from. */
function mirror() {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const { stdout } = spawnSync("apt-get", ["-o", "Debug::NoLocking=1", "--print-uris", "update"], { encoding: "utf8" });
  const found = new RegExp(`^'(\\S+)/dists/${release}/InRelease'`, "m").exec(stdout ?? "")?.[1];
  if (!release || !found) throw unavailable("this system names no Debian mirror for its own release");
  return found;
}

function findLoader() {
  const libraries = path.join(FILES, "usr/lib");
  for (const folder of readdirSync(libraries)) {
    const dir = path.join(libraries, folder);
    const name = folder.includes("linux-gnu") && readdirSync(dir).find((file) => /^ld-linux.*\.so/.test(file));
    if (name) return path.join(dir, name);
  }
  throw unavailable("the packages hold no loader");
}

function must(sentence, program, args) {
  const { status, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) throw unavailable(`${sentence}\n${stderr ?? ""}`);
}

const unavailable = (why) => new Error(`The tests of telephone calls need an Asterisk, which cannot be had: ${why}`);
