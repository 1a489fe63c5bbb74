import format from "icu-minify/format";
import { expect, it } from "vitest";
import { compileMessages } from "./compile";
import { pseudo } from "./pseudo";

const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
};
const say = (message: string, values = {}) => {
  const { said } = pseudo(compileMessages({ said: message })) as { said: Parameters<typeof format>[0] };
  return format(said, "en", values, { formatters });
};

it("the pseudo-language accents, lengthens and brackets text, and leaves what is filled in alone", () => {
  expect(say("Save")).toBe("⟦Śáṽé~~⟧");
  expect(say("Assign {name}", { name: "Ana Ruiz" })).toMatch(/^⟦Áśśíǵń ~+Ana Ruiz⟧$/);
  expect(say("{count, plural, one {# day} other {# days}}", { count: 2 })).toMatch(/^⟦2 đáýś~+⟧$/);
  expect(say("{kind, select, store {My store} other {My team}}", { kind: "store" })).toMatch(/^⟦Ḿý śťóŕé~+⟧$/);
});
