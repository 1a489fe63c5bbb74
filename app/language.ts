import { cookies } from "next/headers";
import { env } from "@/server/lib/env";

/** Whether to speak the pseudo-language: a build with the simulator is asked for it (`e2e/pseudo-language.spec.ts`). */
export const isPseudo = async (): Promise<boolean> => env().simulator && (await cookies()).has("storeline-pseudo");
