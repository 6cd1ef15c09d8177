/** Which operations fit a question: BM25 over ids, templates, types and property names (Robertson and Zaragoza, 2009, §3.1). */
import { readIndex } from "./graph-types.ts";
import { indexedOperations, type IndexedOperation } from "./indexed-operations.ts";
import { singular, wordsOf } from "./operation-summary.ts";

const k1 = 1.2;
/** What is one's own is meant more often than another person's. */
const ownBoost = 1.15;
const b = 0.75;

/** What people call things that Graph names otherwise; each word stands for the others of its row. */
const synonyms: readonly (readonly string[])[] = [
  ["mail", "email", "message"],
  ["delete", "remove"],
  ["create", "add", "new", "make"],
  ["update", "change", "edit", "modify", "set", "rename"],
  ["file", "item", "document"],
  ["folder", "children"],
  ["meeting", "event", "appointment"],
  ["person", "people", "user", "colleague", "employee"],
  ["boss", "manager"],
  ["status", "presence"],
  ["excel", "workbook", "spreadsheet"],
  ["sheet", "worksheet"],
  ["note", "onenote", "notebook"],
  ["todo", "task"],
  ["pin", "pinned"],
  ["plan", "planner"],
  ["onedrive", "drive"],
  ["sharepoint", "site"],
  ["book", "booking", "reserve"],
  ["picture", "photo", "avatar"],
  ["recording", "transcript"],
  ["show", "get", "read"],
  ["mine", "my", "me"],
  ["free", "busy", "availability"],
  ["share", "permission", "invite"],
];

/** Words without meaning here. */
const stop: ReadonlySet<string> = new Set("a an the of in on for to from with by and or my is are how do i".split(" "));

type Ranked = {
  readonly operations: readonly IndexedOperation[];
  /** Word → position of the operation and how much the word weighs there. */
  readonly postings: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly lengths: readonly number[];
  readonly averageLength: number;
};

let ranked: Ranked | null = null;

/** The best first; only those that hold at least one word of the query. */
export function operationsFor(query: string, method: string | undefined, limit: number): readonly IndexedOperation[] {
  ranked ??= rank([...indexedOperations().values()]);
  const { operations, postings, lengths, averageLength } = ranked;
  const scores = new Map<number, number>();
  for (const word of new Set(wordsIn(query))) {
    /* Of a word and those that stand for it, the one that fits best counts. */
    const best = new Map<number, number>();
    const alike = alternatives(word).map(([each, share]) => ({ found: postings.get(each) ?? [], share }));
    /* As rare as the idea is, whatever word an operation has for it. */
    const count = Math.max(...alike.map(({ found }) => found.length));
    const rarity = Math.log(1 + (operations.length - count + 0.5) / (count + 0.5));
    for (const { found, share } of alike) {
      for (const [position, weight] of found) {
        const normalised = weight + k1 * (1 - b + (b * (lengths[position] ?? 0)) / averageLength);
        best.set(position, Math.max(best.get(position) ?? 0, (share * rarity * weight * (k1 + 1)) / normalised));
      }
    }
    for (const [position, score] of best) scores.set(position, (scores.get(position) ?? 0) + score);
  }
  return [...scores]
    .flatMap(([position, score]) => {
      const operation = operations[position];
      const fits = score * (operation?.operationId.startsWith("me.") ? ownBoost : 1);
      return operation && (method === undefined || operation.method === method) ? [{ operation, score: fits, position }] : [];
    })
    .toSorted((x, y) => y.score - x.score || x.operation.template.length - y.operation.template.length || x.position - y.position)
    .slice(0, limit)
    .map(({ operation }) => operation);
}

function alternatives(word: string): readonly (readonly [string, number])[] {
  const others = synonyms.filter((row) => row.includes(word)).flat();
  return [[word, 1], ...[...new Set(others)].filter((other) => other !== word).map((other): [string, number] => [singular(other), 0.8])];
}

function wordsIn(text: string): readonly string[] {
  return (wordsOf(text).match(/[a-z0-9]+/g) ?? []).map(singular).filter((word) => !stop.has(word) || word === "me");
}

function rank(operations: readonly IndexedOperation[]): Ranked {
  const postings = new Map<string, [number, number][]>();
  const ofType = new Map<string, readonly string[]>();
  const lengths = operations.map((operation, position) => {
    const weights = new Map<string, number>();
    const add = (words: readonly string[], weight: number) => {
      for (const word of words) weights.set(word, (weights.get(word) ?? 0) + weight);
    };
    const named = operation.operationId.split(".");
    add(wordsIn(named.join(" ")), 1);
    /* What the operation is about stands last. */
    add(wordsIn(named.slice(-2).join(" ")), 2);
    add(verbsOf[operation.method] ?? [], 1);
    const type = operation.body?.kind === "type" ? operation.body.type : (operation.answer?.type ?? "");
    add(wordsIn(type), 0.5);
    add(propertiesOf(type, ofType), 0.15);
    if (operation.body?.kind === "parameters")
      add(
        operation.body.parameters.flatMap(({ name }) => wordsIn(name)),
        0.3,
      );
    for (const [word, weight] of weights) {
      const known = postings.get(word);
      if (known) known.push([position, weight]);
      else postings.set(word, [[position, weight]]);
    }
    return wordsIn(named.join(" ")).length;
  });
  return { operations, postings, lengths, averageLength: lengths.reduce((sum, length) => sum + length, 0) / Math.max(lengths.length, 1) };
}

const verbsOf: Readonly<Record<string, readonly string[]>> = {
  GET: ["get", "read"],
  POST: ["create"],
  PATCH: ["update"],
  PUT: ["replace", "update"],
  DELETE: ["delete"],
};

function propertiesOf(type: string, known: Map<string, readonly string[]>): readonly string[] {
  const words = known.get(type) ?? [...new Set([...(readIndex().types.typeOf(type)?.properties.keys() ?? [])].flatMap(wordsIn))];
  known.set(type, words);
  return words;
}
