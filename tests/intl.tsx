import { createTranslator } from "next-intl";
import type { ReactNode } from "react";
import { IntlProvider } from "@/components/client/intl-provider";
import { formatsFor } from "@/components/ui/format";
import type { Translate } from "@/components/ui/translate";
import { formatWith } from "@/components/ui/use-format";
import { type Catalog, catalog } from "@/messages/catalog";
import type { Compiled } from "@/messages/compile";

const messages = catalog("workspace", "en");

/** Provides the English messages to a component under test: `render(ui, { wrapper: InEnglish })`. */
export const InEnglish = ({ children }: { children: ReactNode }) => (
  // Tests use the full formatter, which takes messages as they are written.
  <IntlProvider locale="en" messages={messages as unknown as Compiled}>
    {children}
  </IntlProvider>
);

/** `t` of a namespace, for testing a function that is given one. */
export const english = <N extends keyof Catalog["workspace"]>(namespace: N): Translate<N> =>
  createTranslator({ locale: "en", messages, namespace }) as unknown as Translate<N>;

/** English formats, for testing a function that is given some. */
export const englishFormat = (timeZone?: string) => formatWith(formatsFor("en", timeZone), english("ui"));
