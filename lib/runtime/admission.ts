import { NAMESPACE_DELETERS } from "../api/names";
import { REFUSAL_SETTLE_MS } from "../defaults";
import type { Judgement, KnownWorld, Writing } from "../domain/admission/known-world";
import { isGoing, type Related } from "../domain/admission/objects";
import { formatViolations, type Violation } from "../domain/violation";
import type { Clock } from "../ports/clock";
import type { Log, LogFields } from "../ports/log";
import type { AdmissionMetrics } from "../ports/metrics";

/** HTTP status of a refusal. Source: Kubernetes API conventions, 422 for values that cannot be accepted. */
const UNPROCESSABLE = 422;

/** What of Pepr's validate request judging needs. */
export interface AdmissionRequest<T, Answer> {
  readonly Raw: T;
  readonly OldResource?: object | undefined;
  readonly Request: {
    readonly operation: string;
    readonly kind: { readonly kind: string };
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    readonly userInfo: { readonly username?: string };
  };
  Approve(warnings?: string[]): Answer;
  Deny(message: string, code: number, warnings?: string[]): Answer;
}

/** The rules of one kind. */
export interface Rules<T> {
  /** What an object breaks by itself or, given what it was before, by the update. */
  readonly violations: (object: T, before?: T) => readonly Violation[];
  /** What it breaks because of what else there is. */
  readonly relations: (writing: Writing<T>, world: KnownWorld) => Judgement;
}

/** What else there is, the time to wait for news of it, and where refusals are told and all of it is measured. */
export interface AdmissionTools {
  readonly world: KnownWorld;
  readonly clock: Pick<Clock, "schedule" | "monotonic">;
  readonly log: Pick<Log, "info" | "error">;
  readonly metrics: AdmissionMetrics;
}

/**
 * Refuses an object with all its violations at once; one that is being deleted passes, or it could never lose its
 * finalizers. It never throws: Pepr would answer without a reason.
 */
export async function judge<T extends Related, Answer>(
  request: AdmissionRequest<T, Answer>,
  { violations, relations }: Rules<T>,
  tools: AdmissionTools,
): Promise<Answer> {
  const { Raw: object, OldResource, Request } = request;
  const before = Request.operation === "UPDATE" ? (OldResource as T | undefined) : undefined;
  return await measured(request, tools, async () =>
    isGoing(object)
      ? pass(request)
      : await rule(request, tools, {
          own: () => violations(object, before),
          relations: world => relations({ object, before }, world),
        }),
  );
}

/** Refuses a deletion that would break what others are at. A namespace that goes takes everything with it. */
export async function judgeDeletion<T extends Related, Answer>(
  request: AdmissionRequest<T, Answer>,
  relations: (object: T, world: KnownWorld) => Judgement,
  tools: AdmissionTools,
): Promise<Answer> {
  const { Raw: object, Request } = request;
  const isFree = isGoing(object) || NAMESPACE_DELETERS.includes(Request.userInfo.username ?? "");
  return await measured(request, tools, async () =>
    isFree
      ? pass(request)
      : await rule(request, tools, {
          own: () => [],
          relations: world => relations(object, world),
        }),
  );
}

/** What is answered, and what that is. */
interface Ruling<Answer> {
  readonly verdict: Parameters<AdmissionMetrics["reviewed"]>[0]["verdict"];
  readonly answer: Answer;
}

/** The answer, whose time is measured. */
async function measured<Answer>(
  { Request: { kind, operation } }: Pick<AdmissionRequest<unknown, unknown>, "Request">,
  { clock, metrics }: AdmissionTools,
  ruling: () => Promise<Ruling<Answer>>,
): Promise<Answer> {
  const beganMs = clock.monotonic();
  const { verdict, answer } = await ruling();
  const seconds = (clock.monotonic() - beganMs) / 1000;
  metrics.reviewed({ kind: kind.kind, operation, verdict, seconds });
  return answer;
}

function pass<Answer>(request: AdmissionRequest<unknown, Answer>): Ruling<Answer> {
  return { verdict: "allowed", answer: request.Approve() };
}

/** How one request is judged. */
interface Questions {
  readonly own: () => readonly Violation[];
  readonly relations: (world: KnownWorld) => Judgement;
}

async function rule<T, Answer>(
  request: AdmissionRequest<T, Answer>,
  { world, clock, log }: AdmissionTools,
  { own, relations }: Questions,
): Promise<Ruling<Answer>> {
  try {
    const violations = own();
    let judgement = relations(world);
    if (judgement.violations.length > 0) {
      // What stands in the way may be gone, and that not known yet.
      await new Promise<void>(resolve => {
        clock.schedule(REFUSAL_SETTLE_MS, resolve);
      });
      judgement = relations(world);
    }
    // What an object breaks by itself comes first: the rest may follow from it.
    const all = [...violations, ...judgement.violations];
    const words = judgement.warnings.map(warning => formatViolations([warning]));
    if (all.length === 0) {
      return { verdict: "allowed", answer: request.Approve(words) };
    }
    // Fields without their values: whoever reads the log need not be whoever may read the object.
    log.info({ ...namesOf(request), fields: all.map(({ field }) => field) }, "refused");
    const answer = request.Deny(formatViolations(all), UNPROCESSABLE, words);
    return { verdict: "denied", answer };
  } catch (error: unknown) {
    log.error({ ...namesOf(request), error }, "cannot be judged");
    const answer = request.Deny(`cannot be judged: ${String(error)}`, UNPROCESSABLE);
    return { verdict: "failed", answer };
  }
}

/** What was asked, and by whom. */
function namesOf({ Request }: Pick<AdmissionRequest<unknown, unknown>, "Request">): LogFields {
  const { operation, kind, namespace, name, userInfo } = Request;
  return { operation, kind: kind.kind, namespace, name, user: userInfo.username };
}
