import { notLike } from "drizzle-orm";
import { closeDb, openDb } from "@/db/client";
import { users } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { currentMs, systemClock } from "@/server/lib/clock";
import { startupSentence } from "@/server/lib/console";
import { env } from "@/server/lib/env";
import { log } from "@/server/lib/log";
import { seedDemo } from "./demo";

/** Enough of a shop for the browser tests, in a few seconds. */
const SMALL = { products: 30, customers: 60, orders: 40, conversations: 24 };

/** `npm run demo` runs this before the server starts, because only one process can open the embedded database. */
async function main(): Promise<void> {
  const started = currentMs();
  const { db } = await openDb();
  try {
    const [outsider] = await db
      .select({ id: users.id })
      .from(users)
      .where(notLike(users.email, "%@demo.example"))
      .limit(1);
    if (outsider) throw new Error("this database holds people who are not the demo's; it is left alone");
    await seedDemo(createCtx({ db, actor: { kind: "system", id: null, name: "Demo" }, now: systemClock }), {
      publicUrl: env().PUBLIC_URL,
      scale: process.argv.includes("--small") ? SMALL : {},
      say: (line) => console.log(`  ${((currentMs() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`),
    });
  } finally {
    await closeDb();
  }
  console.log(`  ready in ${((currentMs() - started) / 1000).toFixed(1)} s`);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "the seed failed");
  console.error(startupSentence(error));
  process.exitCode = 1;
});
