import { type Answer, type Fault, isWatch, type Telling } from "./fault";

/** Time over which events are gathered before they are told in another order. */
const GATHER_MS = 300;

interface Event {
  readonly type: string;
}

/** See `Order`. */
export function answersOnly(
  status: number,
  {
    retryAfterSeconds,
    methods,
  }: { readonly retryAfterSeconds?: number; readonly methods?: readonly string[] },
): Fault {
  const headers =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return {
    answer: ({ method }) =>
      methods === undefined || methods.includes(method)
        ? { ...refusal(status), headers }
        : undefined,
  };
}

/** See `Order`. */
export const HANGS: Fault = { answer: () => "nothing" };

/** See `Order`. */
export function conflicts(): Fault {
  let patches = 0;
  return {
    answer: ({ method }) => (method === "PATCH" && patches++ % 2 === 0 ? refusal(409) : undefined),
  };
}

/** See `Order`. `in stream` is what a real one does: the watch begins well, and its first event is the error. */
export function forgetsVersions(manner: "at once" | "in stream"): Fault {
  const expired = refusal(410);
  const answer =
    manner === "at once" ? expired : { status: 200, body: { type: "ERROR", object: expired.body } };
  return { answer: asked => (isWatch(asked) ? answer : undefined) };
}

/** See `Order`. */
export function keepsQuietAbout(types: readonly string[]): Fault {
  return {
    retell: (line, telling) => {
      const isDropped = types.includes((JSON.parse(line) as Event).type);
      if (!isDropped) {
        telling.send(line);
      }
      return isDropped;
    },
  };
}

/** See `Order`. */
export function stutters(): Fault {
  const gathered = new Map<Telling, string[]>();
  return {
    retell: (line, telling) => {
      const waiting = gathered.get(telling);
      if (waiting === undefined) {
        const lines = [line];
        gathered.set(telling, lines);
        setTimeout(() => {
          gathered.delete(telling);
          lines.toReversed().forEach(each => {
            telling.send(each);
            telling.send(each);
          });
        }, GATHER_MS);
      } else {
        waiting.push(line);
      }
      return true;
    },
  };
}

function refusal(code: number): Answer {
  const message = `the proxy answers ${code}`;
  return {
    status: code,
    body: { apiVersion: "v1", kind: "Status", status: "Failure", code, message },
  };
}
