import * as z from "zod";
import {
  AccessDenied,
  type ApiCause,
  ApiUnavailable,
  Conflict,
  InvalidSpec,
  NamespaceTerminating,
  type StargateError,
} from "../../domain/errors";
import { redact } from "../../domain/redact";
import type { ApiRequest } from "./request";

/** An answer that is no success. */
export interface Refusal {
  readonly statusCode: number;
  readonly text: string;
  readonly retryAfter: string | string[] | undefined;
}

/** Cause of a refusal to create. Source: k8s.io/api/core/v1, NamespaceTerminatingCause. */
const GOING_CAUSE = "NamespaceTerminating";

const status = z.object({
  details: z.object({
    causes: z.array(z.object({ reason: z.string().default(""), message: z.string().default("") })),
  }),
});

interface SecretBody {
  readonly kind: string;
  readonly data: Readonly<Record<string, string>>;
  readonly stringData: Readonly<Record<string, string>>;
}

/** The error that an answer amounts to, by what the caller does next. */
export function refusal(request: ApiRequest, answer: Refusal): StargateError {
  const said = redact(messageOf(answer.text), secretsOf(request.body));
  const message = `${request.method} ${request.path}: ${answer.statusCode} ${said}`;
  switch (answer.statusCode) {
    case 401:
    case 403:
      if (causesOf(answer.text).some(({ reason }) => reason === GOING_CAUSE)) {
        return new NamespaceTerminating(message, { reason: "NamespaceTerminating" });
      }
      return new AccessDenied(message, {
        reason: "ApiForbidden",
        remedy: "grant Stargate the rights of its manifests",
      });
    case 409:
      return new Conflict(message, { reason: "ApiUnavailable" });
    case 400:
    case 413:
    case 422:
      return new InvalidSpec(message, { reason: "InvalidSpec" });
    default: {
      return new ApiUnavailable(message, {
        reason: "ApiUnavailable",
        statusCode: answer.statusCode,
        retryAfterMs: millisecondsOf(answer.retryAfter),
        causes: causesOf(answer.text),
      });
    }
  }
}

/** The error that no answer amounts to. */
export function unavailable({ method, path }: ApiRequest, cause: unknown): ApiUnavailable {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ApiUnavailable(`${method} ${path}: ${said}`, { reason: "ApiUnavailable", cause });
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3). A date there is as good as nothing: clocks differ. */
function millisecondsOf(retryAfter: string | string[] | undefined): number | undefined {
  return typeof retryAfter === "string" && /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : undefined;
}

/** The values of a Secret that was sent: whoever refuses it may repeat them. */
function secretsOf(body: unknown): readonly string[] {
  const { kind, data = {}, stringData = {} } = (body ?? {}) as Partial<SecretBody>;
  return kind === "Secret" ? [...Object.values(data), ...Object.values(stringData)] : [];
}

/** `details.causes` of a `metav1.Status`; none of what came instead. */
function causesOf(text: string): readonly ApiCause[] {
  try {
    return status.parse(JSON.parse(text)).details.causes;
  } catch {
    return [];
  }
}

/** `message` of a `metav1.Status`, or the beginning of what came instead. */
function messageOf(text: string): string {
  const limit = 300;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : text.slice(0, limit);
  } catch {
    return text.slice(0, limit);
  }
}
