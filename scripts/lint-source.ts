import { parseSync } from "oxc-parser";
import { CLOCKS, ENVIRONMENT, NETWORK, TRUSTED_SQL } from "./import-table";
import { channelNamed, foreignKinds, isImport } from "./lint-channels";
import { textProblem } from "./lint-text";

type Node = { type: string; start: number } & Record<string, unknown>;

/**
 * Checks rules about the content of a file, apart from its imports.
 * @param kinds the channels' kinds
 * @returns one line per violation
 */
export function sourceRules(file: string, source: string, kinds: readonly string[] = []): string[] {
  const foreign = foreignKinds(file, kinds);
  const problems = new Set<string>();
  const { program } = parseSync(file, source);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry);
      return;
    }
    if (!isNode(value)) return;
    const channel = channelNamed(value, foreign);
    const text = textProblem(file, value);
    const found = [
      ...check(file, value),
      ...(channel ? [`only its own folder names the channel ${channel}`] : []),
      ...(text ? [text] : []),
    ];
    for (const problem of found) problems.add(`${file}:${lineOf(source, value.start)}: ${problem}`);
    const skipped = isImport(value) ? "source" : "parent";
    for (const key of Object.keys(value)) if (key !== skipped) visit(value[key]);
  };
  visit(program);
  return [...problems];
}

function check(file: string, node: Node): string[] {
  const onServer = file.startsWith("server/") || file.startsWith("db/");
  const problems: string[] = [];
  if (!ENVIRONMENT.includes(file) && (onServer || file.startsWith("app/")) && isProcessEnv(node))
    problems.push("process.env is read in server/lib/env.ts only");
  if (readsClock(node) && !CLOCKS.includes(file))
    problems.push(`the time is read in ${clockFor(file)} only, so that tests own it`);
  if (node.type === "ExpressionStatement" && node.directive === "use server")
    problems.push('"use server" adds a second kind of endpoint; use tRPC');
  if (node.type === "CallExpression") {
    if (onServer && asksNetwork(node) && !NETWORK.some((home) => file.startsWith(home)))
      problems.push("the server asks other hosts through its channels only");
    if (isRawSql(node) && !TRUSTED_SQL.includes(file)) problems.push("sql.raw takes constants, never a value");
  }
  return problems;
}

function isProcessEnv(node: Node): boolean {
  if (node.type !== "MemberExpression") return false;
  return nameOf(node.object) === "process" && nameOf(node.property) === "env";
}

/** `new Date()`, `Date()`, `Date.now` and the like; `new Date(value)` and `Date.parse(value)` read no clock. */
function readsClock(node: Node): boolean {
  if (node.type === "MemberExpression") return isDate(node.object) && nameOf(node.property) === "now";
  const isMade = node.type === "NewExpression" || node.type === "CallExpression";
  if (!isMade || !isDate(node.callee)) return false;
  return node.type === "CallExpression" || (node.arguments as Node[]).length === 0;
}

function isDate(node: unknown): boolean {
  if (nameOf(node) === "Date") return true;
  if (!isNode(node) || node.type !== "MemberExpression" || nameOf(node.property) !== "Date") return false;
  return nameOf(node.object) === "globalThis" || nameOf(node.object) === "window";
}

const clockFor = (file: string): string =>
  CLOCKS.find((clock) => clock.split("/")[0] === file.split("/")[0]) ?? (CLOCKS[0] as string);

function asksNetwork({ callee }: Node): boolean {
  if (nameOf(callee) === "fetch" || nameOf(callee) === "axios") return true;
  if (!isNode(callee) || callee.type !== "MemberExpression") return false;
  const [object, property] = [nameOf(callee.object), nameOf(callee.property)];
  if (object === "axios") return true;
  return property === "fetch" && (object === "globalThis" || object === "window");
}

function isRawSql({ callee, arguments: args }: Node): boolean {
  if (!isNode(callee) || callee.type !== "MemberExpression") return false;
  if (nameOf(callee.object) !== "sql" || nameOf(callee.property) !== "raw") return false;
  return !isConstant((args as Node[])[0]);
}

/** Whether an expression consists of literals and module constants (UPPER_CASE), or is converted to a number. */
function isConstant(node: Node | undefined): boolean {
  if (node?.type === "Literal") return true;
  if (node?.type === "Identifier") return /^[A-Z][A-Z0-9_]*$/.test(node.name as string);
  if (node?.type === "TemplateLiteral") return (node.expressions as Node[]).every(isConstant);
  if (node?.type === "BinaryExpression") return isConstant(node.left as Node) && isConstant(node.right as Node);
  if (node?.type !== "CallExpression") return false;
  const name = nameOf(node.callee);
  return name === "Number" || (name === "String" && isConstant((node.arguments as Node[])[0]));
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const nameOf = (value: unknown) => (isNode(value) && value.type === "Identifier" ? (value.name as string) : null);
const lineOf = (source: string, offset: number) => source.slice(0, offset).split("\n").length;
