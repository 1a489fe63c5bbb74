// Puts where it is what browsers fetch by its address: the audio worklets of the noise suppression, from its package, and of the recorder to
// public/audio/, and the recordings of phone menus and announcements to public/sounds/.
import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const TO = "public/audio";
const FILES = {
  "rnnoise.js": "rnnoiseWorklet.js",
  "rnnoise.wasm": "rnnoise.wasm",
  "rnnoise_simd.wasm": "rnnoise_simd.wasm",
};

mkdirSync(TO, { recursive: true });
for (const [name, exported] of Object.entries(FILES))
  copyFileSync(fileURLToPath(import.meta.resolve(`@sapphi-red/web-noise-suppressor/${exported}`)), path.join(TO, name));

buildSync({
  ...{ entryPoints: ["components/calls/media/recorder-worklet.ts"], outfile: path.join(TO, "recorder.js") },
  ...{ bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", logLevel: "warning" },
});

rmSync("public/sounds", { recursive: true, force: true });
for (const language of ["en", "es"])
  cpSync(`docs/asterisk/sounds/${language}`, `public/sounds/${language}`, { recursive: true });
