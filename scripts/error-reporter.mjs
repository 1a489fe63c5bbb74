// Collects errors that no test reports for the end of `npm test`: those of preparations, by file, and those outside of any test.
import { writeFileSync } from "node:fs";

export default class ErrorReporter {
  onTestRunEnd(files, errors) {
    const preparations = files.map((file) => [file.moduleId, errorsOf(file).map(described)]);
    const found = { outside: errors.map(described), preparations: Object.fromEntries(preparations) };
    writeFileSync(process.env.ERRORS_FILE, JSON.stringify(found));
  }
}

const errorsOf = (file) => [file, ...file.children.allSuites()].flatMap((part) => part.errors());
const described = ({ name, message, stack }) => stack ?? `${name}: ${message}`;
