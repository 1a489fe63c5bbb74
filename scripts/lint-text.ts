type Node = { type: string } & Record<string, unknown>;

const SCREENS = /^(app|components|widget)\//;
const DOMAIN = "server/domain/";
/** Code of channels; each has its own catalog, `messages.ts`. */
const CHANNEL = /^server\/channels\/[^/]+\/(?!messages\.ts$)/;
const WORD = /\p{L}{2}/u;
const WORDS = /\p{L}\s/u;
/** The key of a message is one lower-case word. */
const TITLE = /^\p{Lu}|\p{L} \p{L}/u;
const SENTENCE = /^\p{Lu}[\p{L}']+[ ,]/u;

/** Attributes and properties that people read. */
const READ_BY_PEOPLE = new Set([
  "alt",
  "aria-label",
  "aria-valuetext",
  "description",
  "hint",
  "label",
  "message",
  "placeholder",
  "text",
  "title",
]);
const NOTICES = new Set(["toastInfo", "toastError"]);

/** Text on screens and in refusals of the domain must come from a catalog. @returns what is wrong with this node, or null */
export function textProblem(file: string, node: Node): string | null {
  if (SCREENS.test(file) && saysOnScreen(node)) return "text on a screen belongs in messages/";
  if (file.startsWith(DOMAIN) && saysInDomain(node)) return "a sentence of the domain belongs in messages/";
  if (CHANNEL.test(file) && isDescribed(node)) return "text of a channel belongs in its messages.ts";
  return null;
}

const isDescribed = (node: Node): boolean =>
  node.type === "Property" && ["label", "hint"].includes(nameOf(node.key)) && isText(node.value, TITLE);

function saysOnScreen(node: Node): boolean {
  switch (node.type) {
    case "JSXText":
      return WORD.test(String(node.value));
    case "JSXElement":
    case "JSXFragment":
      return (node.children as Node[]).some(
        (child) => child.type === "JSXExpressionContainer" && isText(child.expression),
      );
    case "JSXAttribute":
      return READ_BY_PEOPLE.has(nameOf(node.name)) && isText(node.value);
    case "Property":
      return READ_BY_PEOPLE.has(nameOf(node.key)) && isText(node.value, TITLE);
    case "CallExpression":
      return NOTICES.has(nameOf(node.callee)) && isText((node.arguments as Node[])[0]);
    default:
      return false;
  }
}

function saysInDomain(node: Node): boolean {
  if (node.type === "NewExpression" && nameOf(node.callee) === "DomainError")
    return isText((node.arguments as Node[])[1], WORDS);
  return node.type === "ReturnStatement" && isText(node.argument, SENTENCE);
}

/** Whether a value is, or may be, text in the code. */
function isText(value: unknown, words = WORD): boolean {
  const node = value as Node | null | undefined;
  switch (node?.type) {
    case "Literal":
      return typeof node.value === "string" && words.test(node.value);
    case "TemplateLiteral":
      return (node.quasis as { value: { cooked: string } }[]).some((part) => words.test(part.value.cooked));
    case "JSXExpressionContainer":
      return isText(node.expression, words);
    case "ConditionalExpression":
      return isText(node.consequent, words) || isText(node.alternate, words);
    case "LogicalExpression":
      return isText(node.left, words) || isText(node.right, words);
    default:
      return false;
  }
}

const nameOf = (value: unknown): string => {
  const { name, value: literal } = (value ?? {}) as { name?: unknown; value?: unknown };
  return typeof name === "string" ? name : typeof literal === "string" ? literal : "";
};
