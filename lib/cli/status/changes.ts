import type { RouterEntry, ServerEntry, StatusReport } from "./report";
import { saidOf, stepOf } from "./words";

/** One line for each object that is new, different or gone; nothing for time that only passes. */
export function changesBetween(before: StatusReport, after: StatusReport): readonly string[] {
  return [
    ...changesOf("server", [before.servers, after.servers], serverWords),
    ...changesOf("router", [before.routers, after.routers], routerWords),
  ];
}

function changesOf<T extends { readonly namespace: string; readonly name: string }>(
  kind: string,
  [before, after]: readonly [readonly T[], readonly T[]],
  words: (entry: T) => string,
): readonly string[] {
  const nameOf = ({ namespace, name }: T): string => `${kind} ${namespace}/${name}`;
  const told = new Map(before.map(entry => [nameOf(entry), words(entry)]));
  const news = after
    .filter(entry => told.get(nameOf(entry)) !== words(entry))
    .map(entry => `${nameOf(entry)}: ${words(entry)}`);
  const there = new Set(after.map(nameOf));
  const gone = [...told.keys()].filter(name => !there.has(name)).map(name => `${name}: deleted`);
  return [...news, ...gone];
}

function serverWords(server: ServerEntry): string {
  const { operation } = server;
  const work =
    operation === null ? [] : [`${operation.name} ${operation.phase}`, stepOf(operation)];
  return [server.state, ...work, saidOf(server)].filter(word => word !== null).join(", ");
}

function routerWords({ ready, reason, message }: RouterEntry): string {
  const words = [reason, message].filter(word => word !== null).join(": ");
  return [ready === "True" ? "ready" : "not ready", words].filter(word => word !== "").join(", ");
}
