// Collects errors outside of any test for the end of `npm test`; vitest prints them far above the totals.
import { writeFileSync } from "node:fs";

export default class UnhandledReporter {
  onTestRunEnd(_files, errors) {
    if (errors.length > 0) writeFileSync(process.env.UNHANDLED_FILE, JSON.stringify(errors.map(described)));
  }
}

const described = ({ name, message, stack }) => stack ?? `${name}: ${message}`;
