import { beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/db/client";
import { makeUser, SYSTEM } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import type { Ctx } from "../context";
import { connectionSettings, saveConnectionSettings } from "./connection-settings";
import { findConnection, listConnections } from "./connections";

const ACCOUNT = `AC${"1".repeat(32)}`;
const texts = { kind: "twilio-sms", account: ACCOUNT, label: "Texts", values: { authToken: "canary-token" } };
let db: Db;
let admin: Ctx;
const configOf = async () => (await findConnection(db, "twilio-sms", ACCOUNT))?.config;

beforeEach(async () => {
  ({ db } = await freshDb());
  admin = createCtx({ db, actor: (await makeUser(db, { role: "admin" })).actor, now: () => new Date() });
});

describe("the settings form of a connection", () => {
  it("adds an account by its channel's fields, and never returns a secret", async () => {
    const { id } = await saveConnectionSettings(admin, texts);
    expect(await configOf()).toEqual({ accountSid: ACCOUNT, authToken: "canary-token" });
    const settings = await connectionSettings(admin, { connectionId: id });
    expect(settings).toEqual({ values: {}, savedSecrets: ["authToken"] });
  });

  it("keeps a secret that was left empty, removes other empty fields, and changes the rest", async () => {
    const messagingServiceSid = `MG${"2".repeat(32)}`;
    const { id: connectionId } = await saveConnectionSettings(admin, {
      ...texts,
      values: { ...texts.values, messagingServiceSid },
    });
    const values = { authToken: "", messagingServiceSid: " ", answersKeywords: true };
    await saveConnectionSettings(admin, { ...texts, connectionId, label: "SMS", values });
    expect(await configOf()).toEqual({ accountSid: ACCOUNT, authToken: "canary-token", answersKeywords: true });
    expect(await listConnections(admin)).toMatchObject([{ label: "SMS", isFromEnvironment: false }]);
  });

  it.each([
    ["a missing field", { ...texts, values: {} }, "Auth token is missing."],
    ["an account of another form", { ...texts, account: "12" }, "Account SID cannot be used: check it and save again."],
    ["an unknown channel", { ...texts, kind: "fax" }, "There is no such channel."],
  ])("refuses %s by name, and saves nothing", async (_what, input, message) => {
    await expect(saveConnectionSettings(admin, input)).rejects.toMatchObject({ code: "invalid", message });
    expect(await listConnections(admin)).toEqual([]);
  });

  it("refuses to add an account twice or to change the account of a connection", async () => {
    const { id: connectionId } = await saveConnectionSettings(admin, texts);
    await expect(saveConnectionSettings(admin, texts)).rejects.toMatchObject({ code: "taken" });
    const moved = { ...texts, connectionId, account: `AC${"3".repeat(32)}` };
    await expect(saveConnectionSettings(admin, moved)).rejects.toMatchObject({ code: "invalid" });
    expect(await configOf()).toMatchObject({ accountSid: ACCOUNT });
  });

  it("is only for administrators", async () => {
    const { id: connectionId } = await saveConnectionSettings({ ...admin, actor: SYSTEM }, texts);
    const other = { ...admin, actor: (await makeUser(db, { role: "supervisor" })).actor };
    await expect(saveConnectionSettings(other, texts)).rejects.toMatchObject({ code: "forbidden" });
    await expect(connectionSettings(other, { connectionId })).rejects.toMatchObject({ code: "forbidden" });
  });
});
