import { derivedKey } from "./keys";

export type IngestSecret = { source: string; secret: string };

/** The sources that the ingest endpoint trusts: `INGEST_SECRETS` as `source=whsec_…,source=whsec_…`; a source may have several while rotating. */
export function ingestSecrets(setting: string | undefined, simulator: boolean): IngestSecret[] {
  const configured = (setting ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [source = "", ...rest] = entry.split("=");
      const secret = rest.join("=");
      if (!/^[\w.:-]{1,80}$/.test(source) || !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
        throw new Error("setting INGEST_SECRETS is not usable: write source=whsec_<base64>, separated by commas");
      return { source, secret };
    });
  return simulator ? [...configured, demoIngestSecret()] : configured;
}

/** The secret of the simulated shop system, which exists only with the simulator and differs per installation. */
export function demoIngestSecret(): IngestSecret {
  return { source: "demo", secret: `whsec_${derivedKey("ingest-demo").toString("base64")}` };
}
