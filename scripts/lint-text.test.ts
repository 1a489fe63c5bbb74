import { describe, expect, it } from "vitest";
import { sourceRules } from "./lint-source";

/** The result of the rule for a file with only this statement. */
const said = (file: string, source: string) =>
  sourceRules(file, source).map((problem) => problem.replace(/^.*?: /, ""));
const SCREEN = "text on a screen belongs in messages/";
const DOMAIN = "a sentence of the domain belongs in messages/";

describe("text on a screen", () => {
  it.each([
    ["between tags", "export const A = () => <p>Save it</p>;"],
    ["as a value between tags", 'export const A = () => <p>{"Save it"}</p>;'],
    ["chosen between tags", 'export const A = ({ on }) => <p>{on ? "Enable" : name}</p>;'],
    ["with a value in it", `export const A = ({ name }) => <p>{\`Edit \${name}\`}</p>;`],
    ["as a fallback", 'export const A = ({ name }) => <p>{name ?? "Nobody"}</p>;'],
    ["in an attribute that is read", 'export const A = () => <input placeholder="Name" />;'],
    ["in a label that is spoken", `export const A = ({ name }) => <button aria-label={\`Remove \${name}\`} />;`],
    ["in a property that is shown", 'export const tabs = [{ value: "people", label: "People" }];'],
    ["in a notice", 'export const done = () => toastInfo("It was saved");'],
  ])("is refused %s", (_where, source) => {
    for (const area of ["app/a", "components/team/a", "widget/a"])
      expect(said(`${area}.tsx`, source)).toEqual([SCREEN]);
  });

  it.each([
    ["a message of a catalog", 'export const A = ({ t }) => <p title={t("save")}>{t("hint")}</p>;'],
    ["signs and spaces", `export const A = ({ name }) => <p>· {" "}× {\`\${name} · 3\`}</p>;`],
    [
      "a class, a type and a key",
      'export const A = () => <input className="w-full rounded" type="text" value="a b" />;',
    ],
    ["the key of a message", 'export const lines = [{ from: "staff", text: "answer" }];'],
  ])("may be %s", (_what, source) => {
    expect(said("components/team/a.tsx", source)).toEqual([]);
  });
});

describe("a sentence of the domain", () => {
  it.each([
    ["in a refusal", 'throw new DomainError("conflict", "It is resolved; reopen it first.");'],
    ["in a refusal with a value", `throw new DomainError("invalid", \`\${name} is disabled.\`);`],
    ["as an answer", 'export const why = () => { return "This place has no number."; };'],
  ])("is refused %s", (_where, source) => {
    expect(said("server/domain/sync/a.ts", source)).toEqual([DOMAIN]);
  });

  it("may be a code with parameters, a statement, or an error of ours that only the log sees", () => {
    const source =
      'throw new DomainError("conflict", "resolved", { name }); const q = sql`select One from two`; throw new Error("No such row");';
    expect(said("server/domain/sync/a.ts", source)).toEqual([]);
  });
});

describe("text of a channel", () => {
  const described =
    'export const channel = { label: "Web chat", settings: [{ name: "secret", hint: "At least 32" }] };';
  it("is refused outside of the channel's own catalog, and may stand in it", () => {
    const CHANNEL = "text of a channel belongs in its messages.ts";
    expect(said("server/channels/photogram/index.ts", described)).toEqual([CHANNEL]);
    expect(said("server/channels/photogram/messages.ts", described)).toEqual([]);
  });
});
