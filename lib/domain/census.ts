import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import { conditionOf, isTrue } from "./conditions";

/** The objects there are, as they were listed. */
export interface Population {
  readonly servers: readonly Server[];
  readonly operations: readonly Operation[];
  readonly profiles: readonly ProvisioningProfile[];
  readonly routers: readonly Router[];
}

/** Numbers by a word, such as a state. */
export type Tally = Readonly<Record<string, number>>;

/** How many objects there are, by what they are at. */
export interface Census {
  /** Servers by `status.state`. */
  readonly servers: Tally;
  /** Operations by `status.phase`. */
  readonly operations: Tally;
  /** Operations and Servers that wait, by the reason. */
  readonly waiting: Tally;
  /** Profiles by the status of Ready. */
  readonly profiles: Tally;
  /** Each router, and whether it is Ready. There is one for each datacenter, so they have names. */
  readonly routers: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly isUp: boolean;
  }[];
}

/** Counts them. An object that no pass has seen yet counts as pending. */
export function censusOf({ servers, operations, profiles, routers }: Population): Census {
  return {
    servers: tally(servers.map(({ status }) => status?.state ?? "pending")),
    operations: tally(operations.map(({ status }) => status?.phase ?? "Pending")),
    waiting: tally(
      [...servers, ...operations].flatMap(({ status }) => status?.waitingFor?.reason ?? []),
    ),
    profiles: tally(
      profiles.map(
        ({ status }) =>
          conditionOf<"ProvisioningProfile">(status?.conditions, "Ready")?.status ?? "Unknown",
      ),
    ),
    routers: routers.map(({ metadata, status }) => ({
      namespace: metadata?.namespace ?? "",
      name: metadata?.name ?? "",
      isUp: isTrue<"Router">(status?.conditions, "Ready"),
    })),
  };
}

function tally(words: readonly string[]): Tally {
  const numbers: Record<string, number> = {};
  for (const word of words) {
    numbers[word] = (numbers[word] ?? 0) + 1;
  }
  return numbers;
}
