import { freshDb } from "@/tests/db";
import { logConsumers } from "@/tests/log-consumers";

logConsumers("PGlite", async () => ({ handle: (await freshDb()).handle, close: async () => {} }));
