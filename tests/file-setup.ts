import fc from "fast-check";

/* Runs before every test file. */

// Properties are tested with the same examples every time, so that one fails for the change that breaks it and for no other.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261201 });

// Each worker has a log of its own, so that no test reads what another one made the server log at the same time.
const worker = `-${process.env.VITEST_POOL_ID}.ndjson`;
const file = process.env.LOG_FILE ?? "";
if (!file.endsWith(worker)) process.env.LOG_FILE = file.replace(/\.ndjson$/, worker);
