// Copies what browsers fetch by its address: the code of the noise suppression, an audio worklet, from its package to public/audio/, and the
// recordings of phone menus, which their preview plays, to public/sounds/.
import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TO = "public/audio";
const FILES = {
  "rnnoise.js": "rnnoiseWorklet.js",
  "rnnoise.wasm": "rnnoise.wasm",
  "rnnoise_simd.wasm": "rnnoise_simd.wasm",
};

mkdirSync(TO, { recursive: true });
for (const [name, exported] of Object.entries(FILES))
  copyFileSync(fileURLToPath(import.meta.resolve(`@sapphi-red/web-noise-suppressor/${exported}`)), path.join(TO, name));

rmSync("public/sounds", { recursive: true, force: true });
for (const language of ["en", "es"])
  cpSync(`docs/asterisk/sounds/${language}`, `public/sounds/${language}`, { recursive: true });
