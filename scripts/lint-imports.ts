import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync } from "oxc-parser";
import { ResolverFactory } from "oxc-resolver";
import * as table from "./import-table";
import { channelKinds } from "./lint-channels";
import { sourceRules } from "./lint-source";

type Import = { specifier: string; typeOnly: boolean };
type SourceFile = { file: string; imports: Import[] };

const SHIPPED = ["app", "components", "widget", "server", "db", "messages"];
const IS_TEST = /\.(test|db\.test|pg\.test)\.tsx?$/;

/** Checks every production file below `root`. @returns one line per violation */
export function lintImports(root: string): string[] {
  const resolver = new ResolverFactory({
    extensions: [".ts", ".tsx", ".mts", ".js", ".mjs", ".json", ".css"],
    conditionNames: ["node", "import", "types"],
    alias: { "@": [root] },
  });
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  const kinds = channelKinds(root);
  for (const file of SHIPPED.flatMap((area) => [...walk(path.join(root, area))])) {
    const name = relative(root, file);
    if (IS_TEST.test(name)) continue;
    const source = readFileSync(file, "utf8");
    const { imports } = parse(name, source);
    problems.push(...sourceRules(name, source, kinds));
    const edges: string[] = [];
    for (const { specifier, typeOnly } of imports) {
      const own = specifier.startsWith(".") || specifier.startsWith("@/");
      if (!own) {
        problems.push(...packageRule(name, specifier, typeOnly));
        continue;
      }
      const found = resolver.sync(path.dirname(file), specifier).path;
      if (!found) {
        problems.push(`${name}: cannot resolve "${specifier}"`);
        continue;
      }
      const target = relative(root, found);
      problems.push(...tableRule(name, target, typeOnly));
      edges.push(target);
    }
    graph.set(name, edges);
  }
  return [...problems, ...cycles(graph), ...tableCycles(table.mayImport)];
}

/** Finds areas that may import each other, directly or through others. @returns one line per cycle of the table */
export function tableCycles(mayImport: Record<string, string[]>): string[] {
  const areas = Object.keys(mayImport);
  const below = (entry: string) => areas.filter((area) => area === areaOf(entry) || covers(entry, area));
  return cycles(
    new Map(areas.map((area) => [area, (mayImport[area] ?? []).flatMap(below).filter((to) => to !== area)])),
  );
}

/** Whether an entry of a row names this area. "a/b" is that area alone, "a/b/*" also every area below it. */
const covers = (entry: string, area: string): boolean =>
  entry.endsWith("/*") ? `${area}/`.startsWith(entry.slice(0, -1)) : entry === area;

function* walk(entry: string): Generator<string> {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isFile()) {
    if (/\.(ts|tsx|mts|mjs|js)$/.test(entry) && !entry.endsWith(".d.ts")) yield entry;
    return;
  }
  for (const name of readdirSync(entry)) if (name !== "node_modules") yield* walk(path.join(entry, name));
}

const relative = (root: string, file: string) => path.relative(root, file).split(path.sep).join("/");

function parse(file: string, source: string): SourceFile {
  const { module } = parseSync(file, source);
  const imports: Import[] = [];
  for (const statement of module.staticImports) {
    const typeOnly = statement.entries.length > 0 && statement.entries.every((entry) => entry.isType);
    imports.push({ specifier: statement.moduleRequest.value, typeOnly });
  }
  for (const statement of module.staticExports)
    for (const entry of statement.entries)
      if (entry.moduleRequest) imports.push({ specifier: entry.moduleRequest.value, typeOnly: entry.isType });
  for (const call of module.dynamicImports) {
    const literal = source.slice(call.moduleRequest.start, call.moduleRequest.end).match(/^["'`]([^"'`$]+)["'`]$/);
    if (!literal?.[1]) continue;
    // `import("x")` in a type position is recorded too; it counts as code, the stricter reading.
    imports.push({ specifier: literal[1], typeOnly: false });
  }
  return { file, imports };
}

/** The most specific area a file belongs to; files directly in `server/` other than the wiring have none. */
export function areaOf(file: string): string | null {
  const areas = Object.keys(table.mayImport).filter((area) => file.startsWith(`${area}/`));
  return areas.sort((a, b) => b.length - a.length)[0] ?? null;
}

function tableRule(file: string, target: string, typeOnly: boolean): string[] {
  if (target === table.WIRING) return [`${file}: nothing imports ${table.WIRING}`];
  if (IS_TEST.test(target) || table.NOT_SHIPPED.some((folder) => target.startsWith(`${folder}/`)))
    return [`${file}: code that ships imports ${target}`];
  if (file === table.WIRING) return [];
  const from = areaOf(file);
  const to = areaOf(target);
  if (!from) return [`${file}: belongs to no area of scripts/import-table.ts`];
  if (!to) return target.includes("/") ? [`${file}: imports ${target}, which belongs to no area`] : [];
  if (from === to) return adapterRule(file, target);
  if (table.mayImport[from]?.some((entry) => entry === target || covers(entry, to))) return [];
  const asType = table.mayImportTypes.some((rule) => file.startsWith(`${rule.from}/`) && target === rule.to);
  if (asType) return typeOnly ? [] : [`${file}: may only \`import type\` ${target}`];
  return [`${file}: ${from} must not import ${to} (${target})`];
}

function adapterRule(file: string, target: string): string[] {
  for (const folder of table.ADAPTERS) {
    const adapter = (name: string) => name.slice(folder.length + 1).match(/^([^/]+)\//)?.[1];
    if (!file.startsWith(`${folder}/`)) continue;
    const [mine, other] = [adapter(file), adapter(target)];
    if (mine && other && mine !== other) return [`${file}: an adapter imports another adapter (${target})`];
  }
  return [];
}

function packageRule(file: string, specifier: string, typeOnly: boolean): string[] {
  const home = Object.entries(table.packageHomes).find(
    ([name]) => specifier === name || specifier.startsWith(`${name}/`),
  );
  if (!home || typeOnly) return [];
  const [name, places] = home;
  const allowed = places.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place));
  return allowed ? [] : [`${file}: the package ${name} belongs to ${places.join(", ")}`];
}

/** Searches depth first. @returns one line per cycle, from its first file; type-only imports count */
function cycles(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: string[]) => {
    const at = trail.indexOf(file);
    if (at >= 0) found.push(`cycle: ${[...trail.slice(at), file].join(" → ")}`);
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = lintImports(process.cwd());
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? "The import table holds.\n" : `${problems.length} violations.\n`);
  process.exit(problems.length === 0 ? 0 : 1);
}
