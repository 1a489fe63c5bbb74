import { closeDb, openDb } from "@/db/client";
import { env } from "@/server/lib/env";
import { seedDemo } from "./demo";

/** `npm run demo` runs this before the server starts: the embedded database has one opener. */
async function main(): Promise<void> {
  const started = Date.now();
  const { db } = await openDb();
  try {
    await seedDemo(
      { db, actor: { kind: "system", id: null, name: "Demo" }, now: () => new Date() },
      { publicUrl: env().PUBLIC_URL, say: (line) => console.log(`  ${line}`) },
    );
  } finally {
    await closeDb();
  }
  console.log(`  ready in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
